import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Ref } from 'react';
import type { Violation, ViolationPlace } from '../../shared/policy.ts';
import { useCaseTexts } from '../../shared/useCases.ts';

const kinds: Readonly<Record<ViolationPlace['kind'], string>> = { segment: 'Segment', attribute: 'Attribute', identity: 'Identity' };
const list = style({ margin: 0, paddingStart: 20 });

const placeKind = ({ kind, field }: ViolationPlace): string => (field.startsWith('partitionKey') ? 'Partition key' : kinds[kind]);

/** Policies that keep an activation from being saved: for what, what of it, and what to do. Announced when it appears. */
export function ViolationList({ violations, ref }: { violations: readonly Violation[]; ref: Ref<HTMLDivElement> }) {
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="status"
      aria-label="Policies"
      className={style({ display: 'flex', flexDirection: 'column', gap: 16, marginTop: 20, scrollMarginBottom: 96, outlineStyle: 'none' })}
    >
      {violations.map(({ policy, useCases, where, solutions }) => (
        <InlineAlert key={policy.id} variant="negative" styles={style({ width: 'full' })}>
          <Heading level={3}>{`The policy "${policy.name}" does not allow this`}</Heading>
          <Content>
            <div className={style({ display: 'flex', flexDirection: 'column', gap: 8, overflowWrap: 'anywhere' })}>
              {policy.description !== '' && <span>{policy.description}</span>}
              <span>
                {policy.match === 'any' ? 'Not' : 'Not together'} for {useCases.map((useCase) => useCaseTexts[useCase].phrase).join(' or ')}:
              </span>
              <ul className={list}>
                {where.map((place) => (
                  <li key={`${place.field} ${place.id}`}>
                    {placeKind(place)} <b>{place.name}</b>, labelled {place.labels.join(', ')}
                  </li>
                ))}
              </ul>
              <b>Any of these solves it:</b>
              <ul className={list}>
                {solutions.map((solution) => (
                  <li key={solution}>{solution}</li>
                ))}
              </ul>
            </div>
          </Content>
        </InlineAlert>
      ))}
    </div>
  );
}
