import type { Tree } from "./tree.ts";

const base: Tree = {
  "base/deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-app
  labels:
    app: web-app
spec:
  replicas: 1
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
          image: nginx:1.27
          ports:
            - containerPort: 80
`,
  "base/service.yaml": `apiVersion: v1
kind: Service
metadata:
  name: web-app
spec:
  selector:
    app: web-app
  ports:
    - port: 80
      targetPort: 80
`,
  "base/ingress.yaml": `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web-app
spec:
  rules:
    - host: web-app.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web-app
                port:
                  number: 80
`,
  "base/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - ingress.yaml
`,
};

const overlay = (
  name: string,
  prefix: string,
  replicas: number,
): string => `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}
namePrefix: ${prefix}
resources:
  - ../../base
replicas:
  - name: web-app
    count: ${replicas}
`;

/** The repository of the walk-through: one base, three places that it runs in. */
export const walkThroughTree: Tree = {
  ...base,
  "overlays/development/kustomization.yaml": overlay("development", "dev-", 1),
  "overlays/staging/kustomization.yaml": overlay("staging", "stg-", 2),
  "overlays/production/kustomization.yaml": overlay("production", "prod-", 5),
};
