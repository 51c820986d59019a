/** How an object is, in kstatus's words. `Failed` is a dead end; anything but `Current` may still become well. */
export type Health = {
  readonly status: "Current" | "InProgress" | "Failed" | "Terminating";
  readonly message: string;
};

export function current(message: string): Health {
  return { status: "Current", message };
}

export function inProgress(message: string): Health {
  return { status: "InProgress", message };
}

export function failing(message: string): Health {
  return { status: "Failed", message };
}
