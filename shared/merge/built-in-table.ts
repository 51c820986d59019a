// Written by `npm run merge-table`; changes belong there.

/**
 * What merging must know of the types that kustomize 5.8.1 knows, which are those of Kubernetes 1.21 and its own.
 * A line for a type names its fields: those in brackets are lists merged by these keys, or as scalars for want of
 * keys; a colon says of which type a value or an element is. The other lines name the kinds of an apiVersion, with a
 * colon where the type is called otherwise.
 * Upstream: kyaml/openapi/kubernetesapi/v1_21_2, kyaml/openapi/kustomizationapi
 */
export const builtInTable = `
APIService = apiVersion kind metadata:ObjectMeta spec status:APIServiceStatus
APIServiceStatus = conditions[type]
Binding = apiVersion kind metadata:ObjectMeta target
CSIDriver = apiVersion kind metadata:ObjectMeta spec
CSINode = apiVersion kind metadata:ObjectMeta spec:CSINodeSpec
CSINodeSpec = drivers[name]
CSIStorageCapacity = apiVersion capacity kind maximumVolumeSize metadata:ObjectMeta nodeTopology storageClassName
CertificateSigningRequest = apiVersion kind metadata:ObjectMeta spec status
ClusterRole = aggregationRule apiVersion kind metadata:ObjectMeta rules
ClusterRoleBinding = apiVersion kind metadata:ObjectMeta roleRef subjects
ComponentStatus = apiVersion conditions[type] kind metadata:ObjectMeta
ConfigMap = apiVersion binaryData data immutable kind metadata:ObjectMeta
Container = args command env[name] envFrom image imagePullPolicy lifecycle livenessProbe name ports[containerPort,protocol] readinessProbe resources securityContext startupProbe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices[devicePath] volumeMounts[mountPath] workingDir
ControllerRevision = apiVersion data kind metadata:ObjectMeta revision
CronJob = apiVersion kind metadata:ObjectMeta spec:CronJobSpec status
CronJobSpec = concurrencyPolicy failedJobsHistoryLimit jobTemplate:JobTemplateSpec schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend
CustomResourceDefinition = apiVersion kind metadata:ObjectMeta spec status
DaemonSet = apiVersion kind metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
DaemonSetSpec = minReadySeconds revisionHistoryLimit selector template:PodTemplateSpec updateStrategy
DaemonSetStatus = collisionCount conditions[type] currentNumberScheduled desiredNumberScheduled numberAvailable numberMisscheduled numberReady numberUnavailable observedGeneration updatedNumberScheduled
Deployment = apiVersion kind metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentSpec = minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector strategy template:PodTemplateSpec
DeploymentStatus = availableReplicas collisionCount conditions[type] observedGeneration readyReplicas replicas unavailableReplicas updatedReplicas
EndpointSlice = addressType apiVersion endpoints kind metadata:ObjectMeta ports
Endpoints = apiVersion kind metadata:ObjectMeta subsets
EphemeralContainer = args command env[name] envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resources securityContext startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty volumeDevices[devicePath] volumeMounts[mountPath] workingDir
EphemeralVolumeSource = volumeClaimTemplate:PersistentVolumeClaimTemplate
Event = action apiVersion count eventTime firstTimestamp involvedObject kind lastTimestamp message metadata:ObjectMeta reason related reportingComponent reportingInstance series source type
Event.v1 = action apiVersion deprecatedCount deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedSource eventTime kind metadata:ObjectMeta note reason regarding related reportingController reportingInstance series type
Eviction = apiVersion deleteOptions kind metadata:ObjectMeta
FlowSchema = apiVersion kind metadata:ObjectMeta spec status
HorizontalPodAutoscaler = apiVersion kind metadata:ObjectMeta spec status
Ingress = apiVersion kind metadata:ObjectMeta spec status
IngressClass = apiVersion kind metadata:ObjectMeta spec
Job = apiVersion kind metadata:ObjectMeta spec:JobSpec status:JobStatus
JobSpec = activeDeadlineSeconds backoffLimit completionMode completions manualSelector parallelism selector suspend template:PodTemplateSpec ttlSecondsAfterFinished
JobStatus = active completedIndexes completionTime conditions[type] failed startTime succeeded
JobTemplateSpec = metadata:ObjectMeta spec:JobSpec
Kustomization = configMapGenerator[name] secretGenerator[name]
Lease = apiVersion kind metadata:ObjectMeta spec
LimitRange = apiVersion kind metadata:ObjectMeta spec
LocalSubjectAccessReview = apiVersion kind metadata:ObjectMeta spec status
MutatingWebhookConfiguration = apiVersion kind metadata:ObjectMeta webhooks[name]
Namespace = apiVersion kind metadata:ObjectMeta spec status:NamespaceStatus
NamespaceStatus = conditions[type] phase
NetworkPolicy = apiVersion kind metadata:ObjectMeta spec
Node = apiVersion kind metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeSpec = configSource externalID podCIDR podCIDRs[] providerID taints unschedulable
NodeStatus = addresses[type] allocatable capacity conditions[type] config daemonEndpoints images nodeInfo phase volumesAttached volumesInUse
ObjectMeta = annotations clusterName creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers[] generateName generation labels managedFields name namespace ownerReferences[uid] resourceVersion selfLink uid
PersistentVolume = apiVersion kind metadata:ObjectMeta spec status
PersistentVolumeClaim = apiVersion kind metadata:ObjectMeta spec status:PersistentVolumeClaimStatus
PersistentVolumeClaimStatus = accessModes capacity conditions[type] phase
PersistentVolumeClaimTemplate = metadata:ObjectMeta spec
Pod = apiVersion kind metadata:ObjectMeta spec:PodSpec status:PodStatus
PodDisruptionBudget = apiVersion kind metadata:ObjectMeta spec status:PodDisruptionBudgetStatus
PodDisruptionBudgetStatus = conditions[type] currentHealthy desiredHealthy disruptedPods disruptionsAllowed expectedPods observedGeneration
PodSecurityPolicy = apiVersion kind metadata:ObjectMeta spec
PodSpec = activeDeadlineSeconds affinity automountServiceAccountToken containers[name]:Container dnsConfig dnsPolicy enableServiceLinks ephemeralContainers[name]:EphemeralContainer hostAliases[ip] hostIPC hostNetwork hostPID hostname imagePullSecrets[name] initContainers[name]:Container nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations topologySpreadConstraints[topologyKey,whenUnsatisfiable] volumes[name]:Volume
PodStatus = conditions[type] containerStatuses ephemeralContainerStatuses hostIP initContainerStatuses message nominatedNodeName phase podIP podIPs[ip] qosClass reason startTime
PodTemplate = apiVersion kind metadata:ObjectMeta template:PodTemplateSpec
PodTemplateSpec = metadata:ObjectMeta spec:PodSpec
PriorityClass = apiVersion description globalDefault kind metadata:ObjectMeta preemptionPolicy value
PriorityLevelConfiguration = apiVersion kind metadata:ObjectMeta spec status
ReplicaSet = apiVersion kind metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
ReplicaSetSpec = minReadySeconds replicas selector template:PodTemplateSpec
ReplicaSetStatus = availableReplicas conditions[type] fullyLabeledReplicas observedGeneration readyReplicas replicas
ReplicationController = apiVersion kind metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
ReplicationControllerSpec = minReadySeconds replicas selector template:PodTemplateSpec
ReplicationControllerStatus = availableReplicas conditions[type] fullyLabeledReplicas observedGeneration readyReplicas replicas
ResourceQuota = apiVersion kind metadata:ObjectMeta spec status
Role = apiVersion kind metadata:ObjectMeta rules
RoleBinding = apiVersion kind metadata:ObjectMeta roleRef subjects
RuntimeClass = apiVersion handler kind metadata:ObjectMeta overhead scheduling
Scale = apiVersion kind metadata:ObjectMeta spec status
Secret = apiVersion data immutable kind metadata:ObjectMeta stringData type
SelfSubjectAccessReview = apiVersion kind metadata:ObjectMeta spec status
SelfSubjectRulesReview = apiVersion kind metadata:ObjectMeta spec status
Service = apiVersion kind metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
ServiceAccount = apiVersion automountServiceAccountToken imagePullSecrets kind metadata:ObjectMeta secrets[name]
ServiceSpec = allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges ports[port,protocol] publishNotReadyAddresses selector sessionAffinity sessionAffinityConfig topologyKeys type
ServiceStatus = conditions[type] loadBalancer
StatefulSet = apiVersion kind metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
StatefulSetSpec = podManagementPolicy replicas revisionHistoryLimit selector serviceName template:PodTemplateSpec updateStrategy volumeClaimTemplates
StatefulSetStatus = collisionCount conditions[type] currentReplicas currentRevision observedGeneration readyReplicas replicas updateRevision updatedReplicas
StorageClass = allowVolumeExpansion allowedTopologies apiVersion kind metadata:ObjectMeta mountOptions parameters provisioner reclaimPolicy volumeBindingMode
SubjectAccessReview = apiVersion kind metadata:ObjectMeta spec status
TokenRequest = apiVersion kind metadata:ObjectMeta spec status
TokenReview = apiVersion kind metadata:ObjectMeta spec status
ValidatingWebhookConfiguration = apiVersion kind metadata:ObjectMeta webhooks[name]
Volume = awsElasticBlockStore azureDisk azureFile cephfs cinder configMap csi downwardAPI emptyDir ephemeral:EphemeralVolumeSource fc flexVolume flocker gcePersistentDisk gitRepo glusterfs hostPath iscsi name nfs persistentVolumeClaim photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume
VolumeAttachment = apiVersion kind metadata:ObjectMeta spec status
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
apiextensions.k8s.io/v1 CustomResourceDefinition
apiextensions.k8s.io/v1beta1 CustomResourceDefinition
apiregistration.k8s.io/v1 APIService
apiregistration.k8s.io/v1beta1 APIService
apps/v1 ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
authentication.k8s.io/v1 TokenRequest TokenReview
authentication.k8s.io/v1beta1 TokenReview
authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
authorization.k8s.io/v1beta1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
autoscaling/v1 HorizontalPodAutoscaler Scale
autoscaling/v2beta1 HorizontalPodAutoscaler
autoscaling/v2beta2 HorizontalPodAutoscaler
batch/v1 CronJob Job
batch/v1beta1 CronJob
certificates.k8s.io/v1 CertificateSigningRequest
certificates.k8s.io/v1beta1 CertificateSigningRequest
coordination.k8s.io/v1 Lease
coordination.k8s.io/v1beta1 Lease
discovery.k8s.io/v1 EndpointSlice
discovery.k8s.io/v1beta1 EndpointSlice
events.k8s.io/v1 Event:Event.v1
events.k8s.io/v1beta1 Event:Event.v1
extensions/v1beta1 Ingress
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
kustomize.config.k8s.io/v1beta1 Kustomization
networking.k8s.io/v1 Ingress IngressClass NetworkPolicy
networking.k8s.io/v1beta1 Ingress IngressClass
node.k8s.io/v1 RuntimeClass
node.k8s.io/v1beta1 RuntimeClass
policy/v1 PodDisruptionBudget
policy/v1beta1 Eviction PodDisruptionBudget PodSecurityPolicy
rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding Role RoleBinding
rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding Role RoleBinding
scheduling.k8s.io/v1 PriorityClass
scheduling.k8s.io/v1beta1 PriorityClass
storage.k8s.io/v1 CSIDriver CSINode StorageClass VolumeAttachment
storage.k8s.io/v1beta1 CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment
v1 Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
`;
