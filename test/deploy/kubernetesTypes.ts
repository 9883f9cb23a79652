/** Objects of Kubernetes against its API, as TypeScript knows it: unknown and missing fields, and values of a wrong type. */
import ts from 'typescript';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: unknown;
}

/** `apps/v1` → where its types are. */
const moduleOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.replace(/\.[^/]+/, '') : `core/${apiVersion}`);

/** One line per fault, with the place in the object. Empty: all are as the API takes them. */
export function checkObjects(objects: readonly KubernetesObject[]): string[] {
  const text = objects
    .map((object, index) => `export const o${index}: import('kubernetes-types/${moduleOf(object.apiVersion)}').${object.kind} = ${JSON.stringify(object, null, 1)};`)
    .join('\n');
  const file = `${ts.sys.getCurrentDirectory()}/test/deploy/rendered.ts`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : getSourceFile.call(host, name, ...rest));
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const lines = text.split('\n');
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ file: source, start, messageText }) => {
    const line = source === undefined ? 0 : source.getLineAndCharacterOfPosition(start ?? 0).line;
    return `${lines[line]?.trim()} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
