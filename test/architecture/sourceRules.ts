import ts from 'typescript';

/** One broken rule: where, what, and what to do instead. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly cure: string;
}

/** As a failing test prints it. */
export function describeViolation({ file, line, what, cure }: Violation): string {
  return `${file}:${line} ${what}\n    Cure: ${cure}`;
}

/** Lines after which a file has more than one job. */
export const longestFile = 300;

const vendorFolder = 'server/destinations/amazon-kinesis/';

/** Packages and the only places that may import them. */
const packagePlaces: readonly { readonly imports: RegExp; readonly places: readonly string[]; readonly cure: string }[] = [
  { imports: /^@aws-sdk\/|^@smithy\//, places: [vendorFolder], cure: 'Ask the destination definition for it; only its folder talks to AWS.' },
  { imports: /^express($|\/)|^express-rate-limit$|^helmet$/, places: ['server/api/'], cure: 'Return a value or throw an ActivationError; only server/api/ speaks HTTP.' },
  { imports: /^@duckdb\//, places: ['server/imports/'], cure: 'Only server/imports/ reads files of people; take their rows from there.' },
  { imports: /^nodemailer$/, places: ['server/alerts/'], cure: 'Put the message into the outbox; only server/alerts/ sends.' },
  { imports: /^node:sqlite$/, places: ['server/store/sqlite/'], cure: 'Use the port in server/store/store.ts.' },
  { imports: /^pg$/, places: ['server/store/postgres/'], cure: 'Use the port in server/store/store.ts.' },
];

/** Names that read the clock, set a timer or roll dice, and the only files that may use them. Pages are exempt: a browser has no other clock. A turn of the event loop (`setImmediate`) is no time. */
const impureNames: readonly { readonly name: RegExp; readonly places: readonly string[]; readonly cure: string }[] = [
  {
    name: /^(Date\.now|performance\.now|setTimeout|setInterval|scheduler)$/,
    places: ['server/kit/clock.ts'],
    cure: 'Take a Clock (server/kit/clock.ts) as a parameter, so that a test can move the time.',
  },
  {
    name: /^AbortSignal\.timeout$/,
    places: ['server/kit/clock.ts', vendorFolder],
    cure: 'Take a Clock (server/kit/clock.ts) as a parameter; only a call to the vendor may set its deadline itself.',
  },
  { name: /^Math\.random$/, places: ['server/kit/backoff.ts'], cure: 'Take a Random (server/kit/backoff.ts) as a parameter, so that a test repeats.' },
  { name: /^process\.env$/, places: ['server/config.ts'], cure: 'Add the setting to server/config.ts and hand it in.' },
];

const vagueNames = /^(utils?|helpers?|managers?|common|misc)\.tsx?$|(Utils?|Helpers?|Managers?|Common)\.tsx?$/;

function isIn(file: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
}

function importedModule(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier))
    return node.moduleSpecifier.text;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [module] = node.arguments;
    if (module !== undefined && ts.isStringLiteral(module)) return module.text;
  }
  return null;
}

/** `Date.now`, `setTimeout` and their like, where they are used as values; `new Date()` without arguments reads as `Date.now`. */
function impureName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    return node.expression.text === 'globalThis' ? node.name.text : `${node.expression.text}.${node.name.text}`;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date' && (node.arguments?.length ?? 0) === 0) return 'Date.now';
  if (ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node.parent) && !ts.isPropertyAssignment(node.parent) && !ts.isPropertySignature(node.parent)) return node.text;
  return null;
}

/** Checks one source file. `file` is its path from the root, with forward slashes. */
export function checkSource(file: string, text: string): Violation[] {
  const violations: Violation[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const report = (line: number, what: string, cure: string): void => void violations.push({ file, line, what, cure });
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const lines = text.replace(/\n$/, '').split('\n');

  if (vagueNames.test(name)) report(1, `The name "${name}" says nothing about its content.`, 'Name the file after its one job, or move each function to where it is used.');
  if (file.startsWith('server/') && name.endsWith('.tsx')) report(1, 'The server runs without a build step, and Node.js does not read .tsx.', 'Write it as .ts.');
  if (lines.length > longestFile) report(longestFile + 1, `The file is ${lines.length} lines long.`, `Split it by its jobs; ${longestFile} lines are the most.`);
  const statements = source.statements;
  if (statements.length > 0 && statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)) {
    report(1, 'The file only passes on what others export.', 'Import from the file that defines it, and delete this one.');
  }
  lines.forEach((line, index) => {
    if (/kinesis/i.test(line) && !file.startsWith(vendorFolder))
      report(index + 1, 'Names the vendor outside of its folder.', `Move it to ${vendorFolder}, or say stream or destination: a second destination must be one new folder.`);
    if (/\b(TODO|FIXME|XXX)\b/.test(line)) report(index + 1, 'Leaves something undone.', 'Do it, or delete the note.');
  });

  const visit = (node: ts.Node): void => {
    const module = importedModule(node);
    for (const rule of packagePlaces) {
      if (module !== null && rule.imports.test(module) && !isIn(file, rule.places))
        report(lineOf(node), `Imports ${module}, which belongs to ${rule.places.join(', ')}.`, rule.cure);
    }
    const used = file.startsWith('client/') ? null : impureName(node);
    for (const rule of impureNames) {
      if (used !== null && rule.name.test(used) && !isIn(file, rule.places)) report(lineOf(node), `Uses ${used}, which belongs to ${rule.places.join(', ')}.`, rule.cure);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return violations;
}
