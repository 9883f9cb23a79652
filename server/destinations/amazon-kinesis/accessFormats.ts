import type { AccessText } from '../../../shared/access.ts';

export interface Statement {
  readonly Effect: 'Allow';
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string>> };
}

/** A policy of IAM. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Whom permissions are given to. */
export interface Holder {
  readonly kind: 'user' | 'role';
  readonly name: string;
}

const json = (document: PolicyDocument): string => JSON.stringify(document, null, 2);

/** JSON is an expression of HCL and a flow of YAML as it stands; all but its first line is indented. */
const indented = (document: PolicyDocument, spaces: number): string => json(document).replaceAll('\n', `\n${' '.repeat(spaces)}`);

/** What no policy holds, the shell would read no further than. */
const quoted = (text: string): string => `'${text}'`;

/** The permissions, for whoever works with which tool. All names and ARNs were checked before: none holds a quote or a `$`. */
export function renderPermissions(policy: PolicyDocument, { kind, name }: Holder, policyName: string): AccessText[] {
  const target = kind === 'user' ? { attach: 'user', list: 'Users' } : { attach: 'role', list: 'Roles' };
  return [
    { format: 'json', text: json(policy) },
    {
      format: 'cli',
      text: `aws iam put-${kind}-policy \\\n  --${kind}-name=${quoted(name)} \\\n  --policy-name=${quoted(policyName)} \\\n  --policy-document=${quoted(json(policy))}`,
    },
    {
      format: 'terraform',
      text: `resource "aws_iam_${target.attach}_policy" "tributary" {\n  ${target.attach} = "${name}"\n  name = "${policyName}"\n  policy = jsonencode(${indented(policy, 2)})\n}`,
    },
    {
      format: 'cloudformation',
      text: [
        'AWSTemplateFormatVersion: "2010-09-09"',
        'Resources:',
        '  TributaryPermissions:',
        '    Type: AWS::IAM::Policy',
        '    Properties:',
        `      PolicyName: "${policyName}"`,
        `      ${target.list}: ["${name}"]`,
        `      PolicyDocument: ${indented(policy, 6)}`,
      ].join('\n'),
    },
  ];
}

/** A role with this trust policy. */
export function renderTrust(policy: PolicyDocument, roleName: string): AccessText[] {
  return [
    { format: 'json', text: json(policy) },
    { format: 'cli', text: `aws iam create-role \\\n  --role-name=${quoted(roleName)} \\\n  --assume-role-policy-document=${quoted(json(policy))}` },
    { format: 'terraform', text: `resource "aws_iam_role" "tributary" {\n  name = "${roleName}"\n  assume_role_policy = jsonencode(${indented(policy, 2)})\n}` },
    {
      format: 'cloudformation',
      text: [
        'AWSTemplateFormatVersion: "2010-09-09"',
        'Resources:',
        '  TributaryRole:',
        '    Type: AWS::IAM::Role',
        '    Properties:',
        `      RoleName: "${roleName}"`,
        `      AssumeRolePolicyDocument: ${indented(policy, 6)}`,
      ].join('\n'),
    },
  ];
}
