import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Finding } from '../../shared/finding.ts';

const list = style({ display: 'flex', flexDirection: 'column', gap: 12, margin: 0, padding: 0, listStyleType: 'none' });

const shortened = (id: string): string => (id.length > 32 ? `${id.slice(0, 32)}…` : id);

export interface FindingListProps {
  readonly heading: string;
  readonly level: 2 | 3;
  readonly findings: readonly Finding[];
  /** Shows one of the people a finding is about. Left out where people cannot be shown. */
  readonly onShow?: (profileId: string) => void;
}

/** What real people show to be wrong, or worth knowing, each with what to do. Nothing where there is nothing. */
export function FindingList({ heading, level, findings, onShow }: FindingListProps) {
  if (findings.length === 0) return null;
  return (
    <InlineAlert variant={findings.every(({ kind }) => kind === 'key_fell_back') ? 'informative' : 'notice'}>
      <Heading level={level}>{heading}</Heading>
      <Content>
        <ul className={list}>
          {findings.map(({ kind, field, message, remedy, profileId }) => (
            <li key={`${kind} ${field}`}>
              {message} {remedy}
              {profileId !== null && onShow !== undefined && (
                <div className={style({ marginTop: 4 })}>
                  <ActionButton size="S" onPress={() => onShow(profileId)}>
                    {`Show ${shortened(profileId)}`}
                  </ActionButton>
                </div>
              )}
            </li>
          ))}
        </ul>
      </Content>
    </InlineAlert>
  );
}
