import { zodResolver } from '@hookform/resolvers/zod';
import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm, useWatch, type Resolver } from 'react-hook-form';
import { channelKinds, type Channel } from '../../shared/alertChannel.ts';
import { call, refresh } from '../api.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { channelFieldOf, channelFormSchema, inputOf, settingsOf, valuesOf, type ChannelValues } from './channelForm.ts';
import { channelHelp, channelLabels } from './channelWords.ts';
import { MadeSecret } from './MadeSecret.tsx';

const withButton = style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start' });

/** Makes a channel, or changes one. Addresses and secrets can be replaced, never read. */
export function ChannelDialog({ channel, canMail, onClose }: { channel: Channel | null; canMail: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<ChannelValues>({
    defaultValues: valuesOf(channel),
    resolver: zodResolver(channelFormSchema(channel === null) as never) as unknown as Resolver<ChannelValues>,
    mode: 'onTouched',
  });
  const [kind, secret] = useWatch({ control: form.control, name: ['kind', 'secret'] });
  const [isAddressShown, setAddressShown] = useState(false);
  const { problem, show, clear } = useFormProblem(form, channelFieldOf);
  const submit = form.handleSubmit(async (values) => {
    clear();
    const settings = settingsOf(values);
    try {
      if (channel === null) {
        if (settings !== null) await call('createAlertChannel', { body: inputOf(values, settings) });
      } else {
        const { name, leastLevel, allDestinations, enabled } = values;
        const body = { name, leastLevel, allDestinations, enabled, ...(settings !== null && { settings }) };
        await call('updateAlertChannel', { params: { id: channel.id }, body, ifMatch: channel.version });
      }
      form.reset();
      await refresh(client, 'listAlertChannels');
      ToastQueue.positive('Saved. Send a test to see that it arrives.', { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  const kept = channel === null ? '' : ` Leave empty to keep the one there is (${channel.place}).`;
  return (
    <FormDialog
      title={channel === null ? 'New channel' : `Edit ${channel.name}`}
      action="Save"
      isPending={form.formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {channel === null && (
        <Controller
          control={form.control}
          name="kind"
          render={({ field, fieldState }) => (
            <RadioGroup label="How" value={field.value} onChange={field.onChange} isInvalid={fieldState.invalid} errorMessage={fieldState.error?.message}>
              {channelKinds.map((name) => (
                <Radio
                  key={name}
                  value={name}
                  isDisabled={name === 'email' && !canMail}
                  description={
                    name === 'email' && !canMail ? 'This server has no mail server. Whoever runs it sets TRIBUTARY_SMTP_URL and TRIBUTARY_MAIL_FROM.' : channelHelp[name]
                  }
                >
                  {channelLabels[name]}
                </Radio>
              ))}
            </RadioGroup>
          )}
        />
      )}
      <TextControl control={form.control} name="name" label="Name" isRequired placeholder="On call" />
      {kind === 'email' && <TextControl control={form.control} name="to" label="Addresses" isRequired description="Separate several by commas." />}
      {kind !== 'email' && (
        <div className={withButton}>
          <TextControl
            control={form.control}
            name="url"
            label={kind === 'slack' ? 'Address of the incoming webhook' : 'Address'}
            kind={isAddressShown ? 'text' : 'secret'}
            isRequired={channel === null}
            description={`Begins with https. Whoever knows it can write there.${kept}`}
          />
          <ActionButton size="S" onPress={() => setAddressShown(!isAddressShown)}>
            {isAddressShown ? 'Hide what is typed' : 'Show what is typed'}
          </ActionButton>
        </div>
      )}
      {kind === 'webhook' && (
        <div className={withButton}>
          <TextControl
            control={form.control}
            name="secret"
            label="Secret"
            kind="secret"
            isRequired={channel === null}
            description={`At least 24 characters. By it the receiver knows that a message comes from here.${channel === null ? '' : ' Enter it together with the address.'}`}
          />
          <MadeSecret value={secret} onMade={(made) => form.setValue('secret', made, { shouldDirty: true, shouldValidate: true })} />
        </div>
      )}
      <Controller
        control={form.control}
        name="leastLevel"
        render={({ field }) => (
          <RadioGroup label="Is told of" value={field.value} onChange={field.onChange}>
            <Radio value="warning">Warnings and critical alerts</Radio>
            <Radio value="critical">Critical alerts only</Radio>
          </RadioGroup>
        )}
      />
      <Controller
        control={form.control}
        name="allDestinations"
        render={({ field }) => (
          <DescribedCheckbox
            label="Of all destinations"
            description="Otherwise of those it is chosen for, on the Activation tab of a destination."
            isSelected={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <Controller
        control={form.control}
        name="enabled"
        render={({ field }) => (
          <Checkbox isSelected={field.value} onChange={field.onChange}>
            Switched on
          </Checkbox>
        )}
      />
    </FormDialog>
  );
}
