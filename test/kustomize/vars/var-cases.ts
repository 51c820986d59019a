/**
 * Vars `A`, `B` and `C` with values out of a ConfigMap's `data`, or of other fields of it, and texts that refer to
 * them in the `args` of a Pod: what the real kustomize makes of the args.
 */
export type VarCase = {
  readonly says: string;
  /** The ConfigMap's data, in YAML. */
  readonly data: string;
  readonly fields: readonly string[];
  readonly args: readonly string[];
  readonly gives?: readonly unknown[];
  readonly fails?: string;
};

export const varCases: readonly VarCase[] = [
  { says: "text", data: "{a: x}", fields: ["data.a"], args: ["$(A)", "-$(A)-$(A)"], gives: ["x", "-x-x"] },
  {
    says: "a whole number, which keeps its type where it stands alone",
    data: "{a: 8080}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: [8080, "p8080"],
  },
  { says: "true", data: "{a: true}", fields: ["data.a"], args: ["$(A)", "p$(A)"], gives: [true, "ptrue"] },
  { says: "a quoted number", data: "{a: '8080'}", fields: ["data.a"], args: ["$(A)"], gives: ["8080"] },
  {
    says: "a fraction",
    data: "{a: 1.10}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: [1.1, "p1.1"],
  },
  {
    says: "a large fraction",
    data: "{a: 1e7}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: [10000000, "p1e+07"],
  },
  {
    says: "a small fraction",
    data: "{a: 0.00001}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: [0.00001, "p1e-05"],
  },
  {
    says: "an octal number, read as a decimal",
    data: "{a: 0644}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: [644, "p644"],
  },
  {
    says: "a hexadecimal number",
    data: "{a: 0x1F}",
    fields: ["data.a"],
    args: ["$(A)"],
    fails: "field specified in var '{A ConfigMap.v1.[noGrp] {data.a}}' not found in corresponding resource",
  },
  {
    says: "a number of 65 bits",
    data: "{a: 12345678901234567890}",
    fields: ["data.a"],
    args: ["$(A)"],
    fails: "field specified in var '{A ConfigMap.v1.[noGrp] {data.a}}' not found in corresponding resource",
  },
  { says: "nothing", data: "a:", fields: ["data.a"], args: ["$(A)", "p$(A)"], gives: ["", "p"] },
  {
    says: "a mapping, which is left unresolved",
    data: "{a: {b: c}}",
    fields: ["data.a"],
    args: ["$(A)", "p$(A)"],
    gives: ["$(A)", "p$(A)"],
  },
  {
    says: "a field of a list by its index in brackets",
    data: "{a: [x, y]}",
    fields: ["data.a[1]"],
    args: ["$(A)"],
    gives: ["y"],
  },
  {
    says: "a field of a list by its index",
    data: "{a: [x, y]}",
    fields: ["data.a.1"],
    args: ["$(A)"],
    gives: ["y"],
  },
  {
    says: "an element by its name",
    data: "{a: [{name: n, v: x}]}",
    fields: ["data.a.[name=n].v"],
    args: ["$(A)"],
    gives: ["x"],
  },
  { says: "a name with a dot", data: "{a.b: x}", fields: ["data.a\\.b"], args: ["$(A)"], gives: ["x"] },
  {
    says: "a field that is missing",
    data: "{a: x}",
    fields: ["data.b"],
    args: ["$(A)"],
    fails: "field specified in var '{A ConfigMap.v1.[noGrp] {data.b}}' not found in corresponding resource",
  },
  { says: "no field, and so the name", data: "{a: x}", fields: [""], args: ["$(A)"], gives: ["c"] },
  {
    says: "a reference to another var, which is not followed",
    data: "{a: $(B), b: x}",
    fields: ["data.a", "data.b"],
    args: ["$(A)", "$(B)"],
    gives: ["$(B)", "x"],
  },
  {
    says: "several in one text",
    data: "{a: x, b: 1}",
    fields: ["data.a", "data.b"],
    args: ["$(A)$(B)", "$(B)/$(A)"],
    gives: ["x1", "1/x"],
  },
  {
    says: "a name that nobody knows",
    data: "{a: x}",
    fields: ["data.a"],
    args: ["$(Z)", "$(A)$(Z)"],
    gives: ["$(Z)", "x$(Z)"],
  },
  {
    says: "doubled signs",
    data: "{a: x}",
    fields: ["data.a"],
    args: ["$$(A)", "$$$(A)", "$$", "a$$b"],
    gives: ["$(A)", "$x", "$", "a$b"],
  },
  {
    says: "signs that begin nothing",
    data: "{a: x}",
    fields: ["data.a"],
    args: ["$", "$x", "$(A", "$()", "cost: 5$", "$((A))"],
    gives: ["$", "$x", "$(A", "$()", "cost: 5$", "$((A))"],
  },
];
