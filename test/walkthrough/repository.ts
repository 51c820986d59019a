/** The repository of the walk-through: one application in plain YAML, and the same in three environments. */

type Files = Readonly<Record<string, string>>;

export function deployment(replicas: number, image = "nginx:latest"): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-app
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web-app
  template:
    metadata:
      labels:
        app: web-app
    spec:
      containers:
        - name: web-app
          image: ${image}
          ports:
            - containerPort: 80
`;
}

const service = `apiVersion: v1
kind: Service
metadata:
  name: web-app
spec:
  selector:
    app: web-app
  ports:
    - port: 80
      targetPort: 80
`;

const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web-app
spec:
  rules:
    - host: app.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web-app
                port:
                  number: 80
`;

type Environment = { readonly prefix: string; readonly replicas: number; readonly interval: string };

export const environments: Readonly<Record<string, Environment>> = {
  development: { prefix: "dev-", replicas: 1, interval: "1m" },
  staging: { prefix: "stg-", replicas: 2, interval: "2m" },
  production: { prefix: "prod-", replicas: 5, interval: "5m" },
};

function overlay(name: string, { prefix, replicas }: Environment): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}
namePrefix: ${prefix}
resources:
  - namespace.yaml
  - ../../base
replicas:
  - name: web-app
    count: ${replicas}
`;
}

function namespaceFile(name: string): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`;
}

export const repositoryFiles: Files = {
  "README.md": "# my-app\n",
  "k8s/deployment.yaml": deployment(3),
  "k8s/service.yaml": service,
  "k8s/ingress.yaml": ingress,
  "base/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - ingress.yaml
`,
  "base/deployment.yaml": deployment(1),
  "base/service.yaml": service,
  "base/ingress.yaml": ingress,
  ...Object.fromEntries(
    Object.entries(environments).flatMap(([name, environment]) => [
      [`overlays/${name}/kustomization.yaml`, overlay(name, environment)],
      [`overlays/${name}/namespace.yaml`, namespaceFile(name)],
    ]),
  ),
};
