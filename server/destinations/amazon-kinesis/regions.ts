import type { FieldSpec } from '../../../shared/fieldSpec.ts';

/** Regions of all partitions as @aws-sdk/client-kinesis 3.1143.0 knows them (partitions.json 1.1, November 2026): code → AWS's own name. */
export const regionNames: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'af-south-1': 'Africa (Cape Town)',
  'ap-east-1': 'Asia Pacific (Hong Kong)',
  'ap-east-2': 'Asia Pacific (Taipei)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-northeast-3': 'Asia Pacific (Osaka)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-south-2': 'Asia Pacific (Hyderabad)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ap-southeast-3': 'Asia Pacific (Jakarta)',
  'ap-southeast-4': 'Asia Pacific (Melbourne)',
  'ap-southeast-5': 'Asia Pacific (Malaysia)',
  'ap-southeast-6': 'Asia Pacific (New Zealand)',
  'ap-southeast-7': 'Asia Pacific (Thailand)',
  'ca-central-1': 'Canada (Central)',
  'ca-west-1': 'Canada West (Calgary)',
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-central-2': 'Europe (Zurich)',
  'eu-north-1': 'Europe (Stockholm)',
  'eu-south-1': 'Europe (Milan)',
  'eu-south-2': 'Europe (Spain)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-west-2': 'Europe (London)',
  'eu-west-3': 'Europe (Paris)',
  'il-central-1': 'Israel (Tel Aviv)',
  'me-central-1': 'Middle East (UAE)',
  'me-south-1': 'Middle East (Bahrain)',
  'me-west-1': 'Middle East (Saudi Arabia)',
  'mx-central-1': 'Mexico (Central)',
  'sa-east-1': 'South America (Sao Paulo)',
  'sa-west-1': 'South America (Chile)',
  'us-gov-east-1': 'AWS GovCloud (US-East)',
  'us-gov-west-1': 'AWS GovCloud (US-West)',
  'cn-north-1': 'China (Beijing)',
  'cn-northwest-1': 'China (Ningxia)',
  'eusc-de-east-1': 'AWS European Sovereign Cloud (Germany)',
  'us-iso-east-1': 'US ISO East',
  'us-iso-west-1': 'US ISO West',
  'us-isob-east-1': 'US ISOB East (Ohio)',
  'us-isob-west-1': 'US ISOB West',
  'eu-isoe-west-1': 'EU ISOE West',
  'us-isof-east-1': 'US ISOF East',
  'us-isof-south-1': 'US ISOF South',
};

/** By how a region begins; all others are of the public partition (partitions.json). */
const partitions: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
];

/** The partition a region is in, as ARNs name it. */
export const partitionOf = (region: string): string => partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

/** Regions AWS will open look like those it has: an area, a direction, one digit. */
const area = '(?:[a-z]{2}(?:-gov|-iso[a-z]?)?|eusc-[a-z]{2})';
const direction = '(?:north|south|east|west|central|northeast|northwest|southeast|southwest)';
const regionCode = `${area}-${direction}-[1-9]`;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Places that could mean two regions: their names alone decide nothing. */
const ambiguousPlaces = ['Central', 'Germany'];

const placeOf = (name: string): string | undefined => /\((.+)\)/.exec(name)?.[1];

/** What people type instead of a code: AWS's name of a region, or the place in its brackets; the first region with that place has it. */
function aliasesOf(code: string, name: string): string[] {
  const place = placeOf(name);
  const owner = Object.keys(regionNames).find((other) => placeOf(regionNames[other] as string) === place);
  return place === undefined || owner !== code || ambiguousPlaces.includes(place) ? [name] : [name, place];
}

const nameRules: FieldSpec['rules'] = Object.entries(regionNames).map(([code, name]) => ({
  pattern: `^(?:${aliasesOf(code, name)
    .map((alias) => escaped(alias.toLowerCase()).replaceAll(' ', ' *'))
    .join('|')})$`,
  when: 'refuse',
  message: `${name} has the code ${code}. Use the code.`,
}));

export const regionField: FieldSpec = {
  name: 'region',
  label: 'Region',
  kind: 'suggest',
  required: true,
  help: 'The AWS region your streams are in, for example eu-west-1. Paste the ARN of your stream here to fill in both.',
  placeholder: 'eu-west-1',
  maxLength: 64,
  // The SDK would sign with upper case as it stands.
  letters: 'lower',
  suggestions: Object.entries(regionNames).map(([value, label]) => ({ value, label })),
  rules: [
    ...nameRules,
    { pattern: `^(?:${regionCode})[a-z]$`, when: 'refuse', message: 'That is an availability zone. Leave out the letter at its end: us-east-1a is in us-east-1.' },
    { pattern: '^fips-|-fips$', when: 'refuse', message: 'Write the region without "fips". FIPS endpoints are set by whoever runs this server.' },
    { pattern: `^(?:${regionCode})$`, when: 'accept', message: 'That is not an AWS region. Regions look like eu-west-1.' },
  ],
};
