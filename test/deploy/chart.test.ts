import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../server/config.ts';
import { createMetrics } from '../../server/api/metrics.ts';
import { partitionCount } from '../../server/store/postgres/leases.ts';
import { findHelm } from './helm.ts';
import { checkObjects, type KubernetesObject } from './kubernetesTypes.ts';

const chart = 'deploy/helm/tributary';
const helm = findHelm();
afterAll(() => helm?.remove());

const required = ['existingSecret=tributary', 'publicUrl=https://tributary.example.com'];
const everything = [
  ...required,
  'image.pullSecrets={registry}',
  'certificates.configMap=authorities',
  'environment.LOG_LEVEL=warn',
  'serviceAccount.annotations.role=delivery',
  'worker.autoscaling.lagSeconds=60',
  'worker.nodeSelector.kind=busy',
  'api.tolerations[0].operator=Exists',
  'api.autoscaling.enabled=true',
  'api.scratchSize=8Gi',
  'ingress.enabled=true',
  'ingress.className=nginx',
  'ingress.hosts={tributary.example.com}',
  'ingress.tlsSecret=certificate',
];
const plain = [...required, 'worker.autoscaling.enabled=false', 'api.replicas=1', 'schemaUpdate.enabled=false'];

const template = (values: readonly string[]) => helm?.run('template', 'r', chart, ...values.flatMap((value) => ['--set', value])) ?? { code: null, stdout: '', stderr: '' };

function render(values: readonly string[]): KubernetesObject[] {
  const { code, stdout, stderr } = template(values);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return parseAllDocuments(stdout).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesObject;
  });
}

/** What is asked of the pods of a Deployment or Job. */
interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: unknown;
  readonly containers: readonly {
    readonly args?: readonly string[];
    readonly securityContext: unknown;
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: { readonly secretKeyRef: { readonly name: string } } }[];
    readonly resources: unknown;
    readonly volumeMounts?: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
  }[];
}
const podsOf = (objects: readonly KubernetesObject[]): [string, PodSpec][] =>
  objects.flatMap((object) =>
    object.kind === 'Deployment' || object.kind === 'Job' ? [[object.metadata.name, (object.spec as { template: { spec: PodSpec } }).template.spec]] : [],
  );
const names = (objects: readonly KubernetesObject[]): string[] => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted();

describe.skipIf(helm === null)('the Helm chart', () => {
  test('passes the linter of Helm', () => {
    const { code, stdout } = helm?.run('lint', '--strict', chart, ...required.flatMap((value) => ['--set', value])) ?? { code: null, stdout: '' };
    expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    expect(code).toBe(0);
  });

  test.each([
    ['what is required', required],
    ['everything', everything],
    ['as little as there can be', plain],
  ])('makes objects that Kubernetes takes of %s', (_, values) => {
    expect(checkObjects(render(values))).toEqual([]);
  });

  test('makes two kinds of process with all that belongs to them, and what is chosen beside', () => {
    const always = [
      'Deployment r-tributary-api',
      'Deployment r-tributary-worker',
      'PodDisruptionBudget r-tributary-api',
      'PodDisruptionBudget r-tributary-worker',
      'Service r-tributary',
      'ServiceAccount r-tributary',
    ];
    const usual = ['HorizontalPodAutoscaler r-tributary-worker', 'Job r-tributary-schema-update'];
    expect(names(render(plain))).toEqual(always);
    expect(names(render(required))).toEqual([...always, ...usual].toSorted());
    expect(names(render(everything))).toEqual([...always, ...usual, 'HorizontalPodAutoscaler r-tributary-api', 'Ingress r-tributary'].toSorted());
  });

  test('lets no pod do more than it needs: the restricted standard for pods, and nothing to write to but its mounts', () => {
    const pods = podsOf(render(everything));
    expect(pods).toHaveLength(3);
    for (const [, pod] of pods) {
      expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } } });
      expect(pod.containers).toHaveLength(1);
      expect(pod.containers[0]).toMatchObject({
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
        resources: { requests: { cpu: expect.any(String) as string }, limits: { memory: expect.any(String) as string } },
      });
      expect(pod.containers[0]?.volumeMounts?.filter(({ mountPath, readOnly }) => !['/data', '/tmp'].includes(mountPath) && readOnly !== true)).toEqual([]);
    }
    expect(readFileSync('deploy/Dockerfile', 'utf8')).toContain('USER 10001:10001');
  });

  test('gives settings that the server takes, and secrets by reference only', () => {
    const objects = render(everything);
    expect(names(objects).filter((name) => name.startsWith('Secret'))).toEqual([]);
    const secrets = { DATABASE_URL: 'postgres://u:p@db.example.com/tributary', TRIBUTARY_SECRET_KEY: Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64') };
    for (const [name, { containers }] of podsOf(objects)) {
      const env = containers[0]?.env ?? [];
      const referred = env.filter(({ valueFrom }) => valueFrom?.secretKeyRef.name === 'tributary').map((variable) => variable.name);
      expect(referred).toEqual(expect.arrayContaining(Object.keys(secrets)));
      expect(new Set(env.map((variable) => variable.name)).size).toBe(env.length);
      const config = readConfig({ ...Object.fromEntries(env.map((variable) => [variable.name, variable.value])), ...secrets });
      expect(config.warnings).toEqual([]);
      expect(config.logLevel).toBe('warn');
      if (!name.endsWith('schema-update')) expect(`r-tributary-${config.role}`).toBe(name);
    }
  });

  test('updates the schema before all else, and with nothing that is made only later', () => {
    const job = render(required).find(({ kind }) => kind === 'Job');
    expect(job?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
    const [[, pod] = ['', null]] = podsOf([job as KubernetesObject]);
    expect(pod?.containers[0]?.args).toEqual(['server/updateSchema.ts']);
    expect(pod).not.toHaveProperty('serviceAccountName');
  });

  test('lets a process end in its own time', () => {
    const stopMs = /stopMs = ([\d_]+)/.exec(readFileSync('server/main.ts', 'utf8'))?.[1]?.replaceAll('_', '');
    for (const [, pod] of podsOf(render(plain))) expect((pod.terminationGracePeriodSeconds ?? 0) * 1_000).toBeGreaterThan(Number(stopMs));
  });

  test('scales delivery by a metric that there is, and to no more workers than there are partitions', async () => {
    const scaler = render(everything).find(({ metadata, kind }) => kind === 'HorizontalPodAutoscaler' && metadata.name.endsWith('worker'))?.spec as {
      readonly metrics: readonly { readonly pods?: { readonly metric: { readonly name: string } } }[];
    };
    const metric = scaler.metrics.flatMap(({ pods }) => pods?.metric.name ?? []);
    expect(metric).toHaveLength(1);
    expect((await createMetrics(async () => []).read()).text).toContain(`# TYPE ${metric[0]} gauge`);
    expect(template([...required, `worker.autoscaling.maxReplicas=${partitionCount}`]).code).toBe(0);
    expect(template([...required, `worker.autoscaling.maxReplicas=${partitionCount + 1}`]).stderr).toContain('worker.autoscaling.maxReplicas');
  });

  test.each([
    [['publicUrl=https://t.example.com'], 'existingSecret is empty. It takes the name of a Secret with DATABASE_URL and TRIBUTARY_SECRET_KEY.'],
    [['existingSecret=s'], 'publicUrl is empty. It takes the address people open'],
    [[...required, 'publicUrl=tributary.example.com'], 'publicUrl'],
    [[...required, 'api.replica=3'], 'replica'],
    [[...required, 'worker.autoscaling.maxReplicas=lots'], 'worker.autoscaling.maxReplicas'],
    [[...required, 'environment.DATABASE_URL=x'], 'DATABASE_URL'],
    [[...required, 'api.scratchSize=much'], 'api.scratchSize'],
    [[...required, 'api.autoscaling.minReplicas=9'], 'api.autoscaling.minReplicas is greater than maxReplicas.'],
    [[...required, 'ingress.enabled=true'], 'ingress.hosts lacks tributary.example.com, the host of publicUrl.'],
  ])('refuses %j', (values, reason) => {
    const { code, stderr } = template(values);
    expect(code).not.toBe(0);
    expect(stderr).toContain(reason);
  });

  test('keeps nothing in a pod, so that each can be replaced while another answers, and none has to be where another is', () => {
    const deployments = render(required).filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual(['r-tributary-api', 'r-tributary-worker']);
    const [api, worker] = deployments.map(({ spec }) => spec as { replicas?: number; strategy: unknown; template: { spec: { volumes: readonly object[] } } });
    expect([api?.replicas, worker?.replicas]).toEqual([2, undefined]);
    for (const spec of [api, worker]) {
      expect(spec?.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
      expect(spec?.template.spec.volumes.map((volume) => Object.keys(volume))).toEqual([
        ['name', 'emptyDir'],
        ['name', 'emptyDir'],
      ]);
    }
    expect([api, worker].map((spec) => spec?.template.spec.volumes[0])).toEqual([
      { name: 'data', emptyDir: { sizeLimit: '20Gi' } },
      { name: 'data', emptyDir: { sizeLimit: '64Mi' } },
    ]);
  });
});

test('every value has a default and a rule, and is used', () => {
  interface Rule {
    readonly properties?: Readonly<Record<string, Rule>>;
  }
  const leaves = (value: unknown, rule: Rule | undefined, at: string): string[] =>
    rule?.properties === undefined
      ? [at]
      : Object.entries(rule.properties).flatMap(([key, inner]) => leaves((value as Record<string, unknown> | undefined)?.[key], inner, at === '' ? key : `${at}.${key}`));
  const keys = (value: unknown, at: string): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([key, inner]) => keys(inner, at === '' ? key : `${at}.${key}`))
      : [at];
  const values = parse(readFileSync(`${chart}/values.yaml`, 'utf8')) as unknown;
  const schema = JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8')) as Rule;
  const inside = /\.resources\.(requests|limits)(\..*)?$/;
  const place = (key: string): string => key.replace(inside, '.resources');
  const ruled = [...new Set(leaves(values, schema, '').map(place))].filter((key) => key !== 'global');
  expect([...new Set(keys(values, '').map(place))].toSorted()).toEqual(ruled.toSorted());

  const templates = ['_helpers.tpl', 'api.yaml', 'worker.yaml', 'serviceaccount.yaml', 'ingress.yaml', 'schema-update.yaml']
    .map((name) => readFileSync(`${chart}/templates/${name}`, 'utf8'))
    .join('\n');
  const used = (key: string): boolean => {
    const [, own = ''] = /^(?:api|worker)\.(?:autoscaling\.)?(\w+)$/.exec(key) ?? [];
    return (
      templates.includes(`.Values.${key}`) ||
      (own !== '' && (templates.includes(`$values.${own}`) || templates.includes(`$scaling.${own}`) || templates.includes(`$values.autoscaling.${own}`)))
    );
  };
  expect(ruled.filter((key) => !used(key))).toEqual([]);
});

test('the version is that of the application', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(parse(readFileSync(`${chart}/Chart.yaml`, 'utf8'))).toMatchObject({ version, appVersion: version });
});
