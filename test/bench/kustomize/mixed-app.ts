import { dice } from "./dice.ts";

/** One application of the mixed root: eight objects in five files, as teams write them. */
export type MixedApp = {
  readonly name: string;
  readonly team: string;
  readonly files: Readonly<Record<string, string>>;
};

const teams = ["accounts", "basket", "catalogue", "delivery", "events"] as const;

export function mixedApp(index: number): MixedApp {
  const team = teams[index % teams.length] ?? "";
  const name = `${team}-${String(index).padStart(3, "0")}`;
  return {
    name,
    team,
    files: {
      "workload.yaml": `${serviceAccount(name)}---\n${workload(name, index)}`,
      "service.yaml": `${service(name)}---\n${ingress(name)}`,
      "config.yaml": configMap(name, index),
      "access.yaml": access(name, index),
      "extras.yaml": extra(name, index),
    },
  };
}

function serviceAccount(name: string): string {
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
automountServiceAccountToken: false
`;
}

function workload(name: string, index: number): string {
  if (index % 10 === 7) return cronJob(name);
  const kind = index % 10 === 3 ? "StatefulSet" : "Deployment";
  return `# What runs for ${name}; its settings are in config.yaml.
apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: ${1 + (index % 4)}
${kind === "StatefulSet" ? `  serviceName: ${name}\n` : ""}  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9102"
    spec:
${podSpec(name, index)}`;
}

function podSpec(name: string, index: number): string {
  return `      serviceAccountName: ${name}
      securityContext:
        runAsNonRoot: true
        fsGroup: 2000
      initContainers:
        - name: wait-for-database
          image: busybox:1.36
          command: ["sh", "-c", "until nc -z database 5432; do sleep 1; done"]
      containers:
        - name: app
          image: registry.example.com/shop/${name}:1.${index % 30}.0
          args:
            - --listen=0.0.0.0:8080
            - --config=/etc/app/settings.yaml
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: LOG_LEVEL
              valueFrom:
                configMapKeyRef:
                  name: ${name}
                  key: log.level
            - name: WORKERS
              value: "${1 + (index % 8)}"
          envFrom:
            - configMapRef:
                name: shared-${index % 20}
            - secretRef:
                name: credentials-${index % 20}
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
          readinessProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 5
          volumeMounts:
            - name: settings
              mountPath: /etc/app
              readOnly: true
        - name: proxy
          image: envoyproxy/envoy:v1.31.0
          ports:
            - name: metrics
              containerPort: 9102
          resources:
            requests: { cpu: 20m, memory: 32Mi }
      volumes:
        - name: settings
          configMap:
            name: ${name}
`;
}

function cronJob(name: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: "*/15 * * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        metadata:
          labels:
            app.kubernetes.io/name: ${name}
        spec:
          serviceAccountName: ${name}
          restartPolicy: OnFailure
          containers:
            - name: app
              image: registry.example.com/shop/${name}:1.0.0
              envFrom:
                - configMapRef:
                    name: ${name}
`;
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: metrics
      port: 9102
      targetPort: metrics
`;
}

function ingress(name: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: nginx
  tls:
    - hosts: ["${name}.example.com"]
      secretName: ${name}-tls
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /api(/|$)(.*)
            pathType: ImplementationSpecific
            backend:
              service:
                name: ${name}
                port:
                  name: http
`;
}

function configMap(name: string, index: number): string {
  const { below } = dice(index);
  const limits = Array.from({ length: 12 }, (_, at) => `    limit-${at}: ${below(10_000)}\n`).join("");
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  log.level: info
  feature.flags: "search=on,checkout=${index % 2 === 0 ? "on" : "off"}"
  settings.yaml: |
    server:
      address: 0.0.0.0
      port: 8080
    database:
      url: postgres://database:5432/${name}
      pool: ${4 + below(28)}
    # raised after the outage in spring
${limits}`;
}

function access(name: string, index: number): string {
  const prefix = index % 5 === 0 ? "Cluster" : "";
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ${prefix}Role
metadata:
  name: ${name}
rules:
  - apiGroups: [""]
    resources: ["configmaps", "secrets"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["coordination.k8s.io"]
    resources: ["leases"]
    verbs: ["get", "create", "update"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${prefix}RoleBinding
metadata:
  name: ${name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${prefix}Role
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${name}
    namespace: shop
`;
}

/** By turns a built-in kind and a custom resource. */
function extra(name: string, index: number): string {
  const heads = [
    `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  minReplicas: 2
  maxReplicas: 10
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: ${name}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: 75 }
`,
    `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  endpoints:
    - port: metrics
      interval: 30s
      relabelings:
        - sourceLabels: [__meta_kubernetes_pod_node_name]
          targetLabel: node
`,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: gateway
      ports:
        - port: 8080
`,
    `apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: ${name}
spec:
  secretName: ${name}-tls
  dnsNames:
    - ${name}.example.com
  issuerRef:
    kind: ClusterIssuer
    name: letsencrypt
`,
  ];
  return heads[index % heads.length] ?? "";
}
