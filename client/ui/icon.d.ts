/** The type of every icon module of the component library, whose own declarations are read as CommonJS here (tsconfig.json, `paths`). */
import type { IconProps } from '@react-spectrum/s2';
import type { ComponentType } from 'react';

declare const Icon: ComponentType<IconProps>;
export default Icon;
