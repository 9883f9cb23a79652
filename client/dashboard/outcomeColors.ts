import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Sets the outcome colours as custom properties for charts: `--received`, `--delivered`, `--excluded`, `--failed`, `--waiting`, `--throttled`, and `--axis`, `--grid`, `--surface`. Light and dark by themselves. */
export const outcomeColors = style({
  '--received': { type: 'backgroundColor', value: 'gray-700' },
  '--delivered': { type: 'backgroundColor', value: 'green-800' },
  '--excluded': { type: 'backgroundColor', value: 'gray-500' },
  '--failed': { type: 'backgroundColor', value: 'red-800' },
  '--waiting': { type: 'backgroundColor', value: 'blue-800' },
  '--throttled': { type: 'backgroundColor', value: 'orange-900' },
  '--axis': { type: 'backgroundColor', value: 'gray-700' },
  '--grid': { type: 'backgroundColor', value: 'gray-200' },
  '--surface': { type: 'backgroundColor', value: 'elevated' },
});
