{{- define "tributary.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* What selects pods never changes, and what is told of them may. */}}
{{- define "tributary.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "tributary.labels" -}}
{{ include "tributary.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "tributary.serviceAccount" -}}
{{- default (include "tributary.name" .) .Values.serviceAccount.name }}
{{- end }}

{{- define "tributary.image" -}}
{{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}

{{/* What values.schema.json cannot say, or not in words that tell what to do. */}}
{{- define "tributary.check" -}}
{{- if not .Values.existingSecret }}{{ fail "existingSecret is empty. It takes the name of a Secret with DATABASE_URL and TRIBUTARY_SECRET_KEY." }}{{ end -}}
{{- if not .Values.publicUrl }}{{ fail "publicUrl is empty. It takes the address people open, for example https://tributary.example.com." }}{{ end -}}
{{- range $role := list "api" "worker" -}}
{{- $scaling := (index $.Values $role).autoscaling -}}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}{{ fail (printf "%s.autoscaling.minReplicas is greater than maxReplicas." $role) }}{{ end -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}
{{- $host := (urlParse .Values.publicUrl).hostname -}}
{{- if not (has $host .Values.ingress.hosts) }}{{ fail (printf "ingress.hosts lacks %s, the host of publicUrl." $host) }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "tributary.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "tributary.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "tributary.environment" -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.existingSecret }}
      key: DATABASE_URL
- name: TRIBUTARY_SECRET_KEY
  valueFrom:
    secretKeyRef:
      name: {{ .Values.existingSecret }}
      key: TRIBUTARY_SECRET_KEY
{{- if .Values.certificates.configMap }}
- name: NODE_EXTRA_CA_CERTS
  value: /certificates/{{ .Values.certificates.key }}
{{- end }}
{{- range $name, $value := .Values.environment }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* Pods of one role: the same image, security and probes. */}}
{{- define "tributary.deployment" -}}
{{- $values := index .root.Values .role -}}
{{- $name := printf "%s-%s" (include "tributary.name" .root) .role -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels:
    {{- include "tributary.labels" . | nindent 4 }}
spec:
  {{- if not $values.autoscaling.enabled }}
  replicas: {{ $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "tributary.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "tributary.labels" . | nindent 8 }}
    spec:
      serviceAccountName: {{ include "tributary.serviceAccount" .root }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 30
      securityContext:
        {{- include "tributary.podSecurity" . | nindent 8 }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "tributary.selector" $ | nindent 14 }}
        {{- end }}
      containers:
        - name: {{ .role }}
          image: {{ include "tributary.image" .root }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext:
            {{- include "tributary.containerSecurity" . | nindent 12 }}
          env:
            - name: TRIBUTARY_ROLE
              value: {{ .role }}
            - name: TRIBUTARY_PUBLIC_URL
              value: {{ .root.Values.publicUrl }}
            - name: TRIBUTARY_ADMIN_TOKEN
              valueFrom:
                secretKeyRef:
                  name: {{ .root.Values.existingSecret }}
                  key: TRIBUTARY_ADMIN_TOKEN
                  optional: true
            {{- include "tributary.environment" .root | nindent 12 }}
          ports:
            - name: http
              containerPort: 8080
          # An update of the schema may come first.
          startupProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 5
            failureThreshold: 60
          # That the process lives: a database that is away is no reason to start it anew.
          livenessProbe:
            httpGet: { path: /healthz, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          # From inside, because /readyz answers this machine and administrators only.
          readinessProbe:
            exec:
              command: [node, deploy/isReady.mjs]
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 3
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - name: data
              mountPath: /data
            - name: tmp
              mountPath: /tmp
            {{- if .root.Values.certificates.configMap }}
            - name: certificates
              mountPath: /certificates
              readOnly: true
            {{- end }}
      volumes:
        - name: data
          emptyDir:
            sizeLimit: {{ default "64Mi" $values.scratchSize }}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
        {{- if .root.Values.certificates.configMap }}
        - name: certificates
          configMap:
            name: {{ .root.Values.certificates.configMap }}
        {{- end }}
{{- end }}

{{/* Some stay while nodes are drained one by one. */}}
{{- define "tributary.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "tributary.name" .root }}-{{ .role }}
  labels:
    {{- include "tributary.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "tributary.selector" . | nindent 6 }}
{{- end }}

{{/* Quick to grow, slow to shrink: partitions move with every worker that comes or goes. */}}
{{- define "tributary.autoscaler" -}}
{{- $scaling := (index .root.Values .role).autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "tributary.name" .root }}-{{ .role }}
  labels:
    {{- include "tributary.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "tributary.name" .root }}-{{ .role }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpuUtilization }}
    {{- if $scaling.lagSeconds }}
    - type: Pods
      pods:
        metric:
          name: tributary_delivery_lag_seconds
        target:
          type: AverageValue
          averageValue: {{ $scaling.lagSeconds | quote }}
    {{- end }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 60
      policies:
        - type: Pods
          value: 2
          periodSeconds: 60
    scaleDown:
      stabilizationWindowSeconds: 600
      policies:
        - type: Pods
          value: 1
          periodSeconds: 120
{{- end }}
