import { zodResolver } from '@hookform/resolvers/zod';
import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { alertKindNames, alertKinds, alertRuleInputSchema, type AlertKind, type AlertRule, type AlertRuleInput } from '../../shared/alert.ts';
import { call, refresh, useApi } from '../api.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { NumberControl } from '../ui/NumberControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { ruleTitle } from './ruleWords.ts';

const fields = ['kind', 'destinationId', 'warning', 'critical', 'windowMinutes', 'enabled'] as const;
const fieldOf = (path: string): string | null => fields.find((field) => path === field) ?? null;
const everywhere = 'all';

const empty: AlertRuleInput = { kind: 'lag', destinationId: null, warning: 5, critical: null, windowMinutes: 15, enabled: true };
const inputOf = ({ kind, destination, warning, critical, windowMinutes, enabled }: AlertRule): AlertRuleInput => ({
  kind,
  destinationId: destination?.id ?? null,
  warning,
  critical,
  windowMinutes,
  enabled,
});

/** Makes a rule, or changes the thresholds of one; what it is about stays. */
export function RuleDialog({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<z.input<typeof alertRuleInputSchema>, unknown, AlertRuleInput>({
    defaultValues: rule === null ? empty : inputOf(rule),
    resolver: zodResolver(alertRuleInputSchema),
    mode: 'onTouched',
  });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const { problem, show, clear } = useFormProblem(form, fieldOf);
  const destinations = useApi('listDestinations', { query: { limit: 500 }, enabled: rule === null });
  const { unit, help, subject, least } = alertKinds[kind];
  const atOnce = least === 0 ? '0 means at once. ' : '';
  const submit = form.handleSubmit(async (body) => {
    clear();
    const { warning, critical, windowMinutes, enabled } = body;
    try {
      await (rule === null
        ? call('createAlertRule', { body })
        : call('updateAlertRule', { params: { id: rule.id }, body: { warning, critical, windowMinutes, enabled }, ifMatch: rule.version }));
      await refresh(client, 'listAlertRules', 'getAlertBell');
      ToastQueue.positive('Saved. It is looked at within a minute.', { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog
      title={rule === null ? 'New rule' : `Edit: ${ruleTitle(rule)}`}
      action="Save"
      isPending={form.formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {rule === null && (
        <>
          <Controller
            control={form.control}
            name="kind"
            render={({ field, fieldState }) => (
              <Picker
                label="What to look at"
                value={field.value}
                onChange={(key) => {
                  field.onChange(key);
                  if (alertKinds[key as AlertKind].subject === 'account') form.setValue('destinationId', null);
                }}
                isInvalid={fieldState.invalid}
                errorMessage={fieldState.error?.message}
                styles={style({ width: 'full' })}
              >
                {alertKindNames.map((name) => (
                  <PickerItem key={name} id={name}>
                    {alertKinds[name].label}
                  </PickerItem>
                ))}
              </Picker>
            )}
          />
          {subject === 'destination' && (
            <Controller
              control={form.control}
              name="destinationId"
              render={({ field, fieldState }) => (
                <Picker
                  label="Where"
                  description="A rule for one destination stands in for the rule for all of its kind."
                  value={field.value ?? everywhere}
                  onChange={(key) => field.onChange(key === everywhere ? null : key)}
                  isInvalid={fieldState.invalid}
                  errorMessage={fieldState.error?.message}
                  styles={style({ width: 'full' })}
                >
                  <PickerItem id={everywhere}>All destinations</PickerItem>
                  {(destinations.data?.items ?? []).map(({ id, name }) => (
                    <PickerItem key={id} id={id}>
                      {name}
                    </PickerItem>
                  ))}
                </Picker>
              )}
            />
          )}
        </>
      )}
      <span className={style({ font: 'body' })}>{help}</span>
      <NumberControl control={form.control} name="warning" label={`Warning from (${unit})`} description={`${atOnce}Leave empty for no warning.`} />
      <NumberControl control={form.control} name="critical" label={`Critical from (${unit})`} description={`${atOnce}Leave empty for no critical level.`} />
      {kind === 'failure_rate' && <NumberControl control={form.control} name="windowMinutes" label="Look back (minutes)" />}
      <Controller
        control={form.control}
        name="enabled"
        render={({ field }) => (
          <Checkbox ref={field.ref} isSelected={field.value ?? true} onChange={field.onChange} onBlur={field.onBlur}>
            Switched on
          </Checkbox>
        )}
      />
    </FormDialog>
  );
}
