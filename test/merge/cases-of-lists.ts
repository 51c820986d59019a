import type { MergeCase } from "./merge-case.ts";

/** Lists with merge keys, as everyone writes them. */
export const casesOfLists: readonly MergeCase[] = [
  {
    name: "merges an element by its name",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}}",
    patch: "spec: {template: {spec: {containers: [{name: b, image: z}]}}}",
    gives: "spec: {template: {spec: {containers: [{image: z, name: b}, {image: x, name: a}]}}}",
  },
  {
    name: "puts a new element first",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a, image: x}]}}}",
    patch: "spec: {template: {spec: {containers: [{name: n, image: y}]}}}",
    gives: 'spec: {template: {spec: {containers: [{image: "y", name: "n"}, {image: x, name: a}]}}}',
  },
  {
    name: "puts what it mentions first, in its order",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}, {name: b}, {name: c}]}}}",
    patch: "spec: {template: {spec: {containers: [{name: c, image: z}, {name: n}, {name: a}]}}}",
    gives: 'spec: {template: {spec: {containers: [{image: z, name: c}, {name: "n"}, {name: a}, {name: b}]}}}',
  },
  {
    name: "merges lists within lists",
    type: "apps/v1 Deployment",
    target:
      "spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: x}, {name: B, value: y}]}]}}}",
    patch:
      "spec: {template: {spec: {containers: [{name: a, env: [{name: C, value: z}, {name: B, value: new}]}]}}}",
    gives:
      "spec: {template: {spec: {containers: [{env: [{name: C, value: z}, {name: B, value: new}, {name: A, value: x}], name: a}]}}}",
  },
  {
    name: "turns a value into a reference only if told to",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: x}]}]}}}",
    patch:
      "spec: {template: {spec: {containers: [{name: a, env: [{name: A, value: null, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}}}",
    gives:
      "spec: {template: {spec: {containers: [{env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}], name: a}]}}}",
  },
  {
    name: "merges mounts by their path",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a, volumeMounts: [{name: v, mountPath: /a}]}]}}}",
    patch:
      "spec: {template: {spec: {containers: [{name: a, volumeMounts: [{name: w, mountPath: /a}, {name: v, mountPath: /b}]}]}}}",
    gives:
      "spec: {template: {spec: {containers: [{name: a, volumeMounts: [{mountPath: /a, name: w}, {mountPath: /b, name: v}]}]}}}",
  },
  {
    name: "keeps both sources of a volume",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {volumes: [{name: v, emptyDir: {}}]}}}",
    patch: "spec: {template: {spec: {volumes: [{name: v, configMap: {name: c}}]}}}",
    gives: "spec: {template: {spec: {volumes: [{configMap: {name: c}, emptyDir: {}, name: v}]}}}",
  },
  {
    name: "trades the source of a volume",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {volumes: [{name: v, emptyDir: {}}]}}}",
    patch: "spec: {template: {spec: {volumes: [{name: v, emptyDir: null, configMap: {name: c}}]}}}",
    gives: "spec: {template: {spec: {volumes: [{configMap: {name: c}, name: v}]}}}",
  },
  {
    name: "replaces the items of a volume",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {volumes: [{name: v, configMap: {items: [{key: a, path: a}]}}]}}}",
    patch: "spec: {template: {spec: {volumes: [{name: v, configMap: {items: [{key: b, path: b}]}}]}}}",
    gives: "spec: {template: {spec: {volumes: [{configMap: {items: [{key: b, path: b}]}, name: v}]}}}",
  },
  {
    name: "merges ports by port and protocol",
    type: "v1 Service",
    target: "spec: {ports: [{port: 53, protocol: UDP, name: udp}, {port: 53, protocol: TCP, name: tcp}]}",
    patch: "spec: {ports: [{port: 53, protocol: TCP, targetPort: 5353}]}",
    gives:
      "spec: {ports: [{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53, protocol: TCP, targetPort: 5353}]}",
  },
  {
    name: "keeps the target's order where there are two keys",
    type: "v1 Service",
    target: "spec: {ports: [{port: 1, protocol: TCP}, {port: 2, protocol: TCP}]}",
    patch:
      "spec: {ports: [{port: 2, protocol: TCP, name: two}, {port: 3, protocol: TCP}, {port: 1, protocol: TCP, name: one}]}",
    gives:
      "spec: {ports: [{port: 3, protocol: TCP}, {name: one, port: 1, protocol: TCP}, {name: two, port: 2, protocol: TCP}]}",
  },
  {
    name: "merges ports by port where nobody names a protocol",
    type: "v1 Service",
    target: "spec: {ports: [{port: 80, name: http}, {port: 443}]}",
    patch: "spec: {ports: [{port: 443, name: https}, {port: 81}]}",
    gives: "spec: {ports: [{name: https, port: 443}, {port: 81}, {name: http, port: 80}]}",
  },
  {
    name: "merges container ports without protocol",
    type: "v1 Pod",
    target: "spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}",
    patch: "spec: {containers: [{name: a, ports: [{containerPort: 80, name: http}, {containerPort: 81}]}]}",
    gives: "spec: {containers: [{name: a, ports: [{containerPort: 80, name: http}, {containerPort: 81}]}]}",
  },
  {
    name: "compares keys by their text",
    type: "v1 Service",
    target: 'spec: {ports: [{port: "80", name: a}]}',
    patch: "spec: {ports: [{port: 80, targetPort: 8080}]}",
    gives: 'spec: {ports: [{name: a, port: "80", targetPort: 8080}]}',
  },
  {
    name: "merges spread constraints by topology and reaction",
    type: "v1 Pod",
    target:
      "spec: {topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}, {topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 1}]}",
    patch:
      "spec: {topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 2}]}",
    gives:
      "spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: z, whenUnsatisfiable: ScheduleAnyway}]}",
  },
  {
    name: "merges host aliases by address",
    type: "v1 Pod",
    target: "spec: {hostAliases: [{ip: 10.0.0.1, hostnames: [a]}]}",
    patch: "spec: {hostAliases: [{ip: 10.0.0.2, hostnames: [b]}, {ip: 10.0.0.1, hostnames: [c]}]}",
    gives: "spec: {hostAliases: [{hostnames: [b], ip: 10.0.0.2}, {hostnames: [c], ip: 10.0.0.1}]}",
  },
  {
    name: "adds a pull secret",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {imagePullSecrets: [{name: a}]}}}",
    patch: "spec: {template: {spec: {imagePullSecrets: [{name: b}]}}}",
    gives: "spec: {template: {spec: {imagePullSecrets: [{name: b}, {name: a}]}}}",
  },
  {
    name: "merges the secrets of a service account, and replaces its pull secrets",
    type: "v1 ServiceAccount",
    target: `secrets: [{name: a}]
imagePullSecrets: [{name: a}]`,
    patch: `secrets: [{name: b}]
imagePullSecrets: [{name: b}]`,
    gives: `imagePullSecrets: [{name: b}]
secrets: [{name: b}, {name: a}]`,
  },
  {
    name: "merges owners by uid",
    type: "v1 ConfigMap",
    target: "metadata: {ownerReferences: [{uid: u1, name: a}]}",
    patch: "metadata: {ownerReferences: [{uid: u2, name: b}, {uid: u1, controller: true}]}",
    gives: "metadata: {ownerReferences: [{name: b, uid: u2}, {controller: true, name: a, uid: u1}]}",
  },
  {
    name: "merges conditions by type",
    type: "apps/v1 Deployment",
    target: "status: {conditions: [{type: Available, status: 'True'}]}",
    patch: "status: {conditions: [{type: Progressing, status: 'True'}]}",
    gives: 'status: {conditions: [{status: "True", type: Progressing}, {status: "True", type: Available}]}',
  },
  {
    name: "merges webhooks by name",
    type: "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
    target: "webhooks: [{name: a, failurePolicy: Fail}, {name: b}]",
    patch: "webhooks: [{name: a, failurePolicy: Ignore}]",
    gives: "webhooks: [{failurePolicy: Ignore, name: a}, {name: b}]",
  },
  {
    name: "merges finalizers",
    type: "v1 ConfigMap",
    target: "metadata: {finalizers: [a/x, b/y]}",
    patch: "metadata: {finalizers: [c/z, b/y]}",
    gives: "metadata: {finalizers: [c/z, b/y, a/x]}",
  },
  {
    name: "makes one of doubled finalizers",
    type: "v1 ConfigMap",
    target: `metadata: {finalizers: [a, b, a]}
data: {x: y}`,
    patch: "data: {x: z}",
    gives: `data: {x: z}
metadata: {finalizers: [a, b]}`,
  },
  {
    name: "leaves an empty list",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [], volumes: []}}}",
    patch: "spec: {replicas: 2}",
    gives: "spec: {replicas: 2, template: {spec: {containers: [], volumes: []}}}",
  },
  {
    name: "changes nothing for an empty list",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: [{name: a}]}}}",
    patch: "spec: {template: {spec: {containers: []}}}",
    gives: "spec: {template: {spec: {containers: [{name: a}]}}}",
  },
  {
    name: "fills an empty list",
    type: "apps/v1 Deployment",
    target: "spec: {template: {spec: {containers: []}}}",
    patch: "spec: {template: {spec: {containers: [{name: a, image: null}]}}}",
    gives: "spec: {template: {spec: {containers: [{name: a}]}}}",
  },
  {
    name: "merges the containers of a CronJob",
    type: "batch/v1 CronJob",
    target: "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: x}]}}}}}",
    patch: "spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: y}, {name: b}]}}}}}",
    gives:
      'spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: "y", name: a}, {name: b}]}}}}}',
  },
  {
    name: "replaces the claims of a StatefulSet",
    type: "apps/v1 StatefulSet",
    target: "spec: {volumeClaimTemplates: [{metadata: {name: a}}]}",
    patch: "spec: {volumeClaimTemplates: [{metadata: {name: b}}]}",
    gives: "spec: {volumeClaimTemplates: [{metadata: {name: b}}]}",
  },
];
