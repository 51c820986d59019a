/** What many stories are about: a shop's web server, in three objects. */
export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    app: shop
spec:
  replicas: 1
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
      - name: web
        image: nginx:1.27
        args: ["--port=$(PORT)", "--name=$(NAME)"]
        env:
        - name: MODE
          value: quiet
        ports:
        - containerPort: 80
          protocol: TCP
        - containerPort: 80
          protocol: UDP
        volumeMounts:
        - name: config
          mountPath: /etc/shop
      - name: log
        image: fluentd:v1
      volumes:
      - name: config
        configMap:
          name: settings
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
  - name: http
    port: 80
    protocol: TCP
`;

export const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    app: shop
data:
  greeting: hello
  limits: |
    cpu: 1
    memory: 64Mi
`;
