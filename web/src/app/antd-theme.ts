import { theme, type ThemeConfig } from 'antd'

/** The same values as the custom properties of base.css; antd computes shades, so it needs the figures. */
const LIGHT = {
  colorPrimary: '#1f6f5c',
  colorInfo: '#2762ad',
  colorSuccess: '#2a7548',
  colorWarning: '#b45c0b',
  colorError: '#c2332a',
  colorTextBase: '#1c2420',
  colorBgBase: '#ffffff',
  colorBgLayout: '#f4f6f4',
  colorBorder: '#d3dad5',
  colorBorderSecondary: '#e2e7e3',
  colorTextPlaceholder: '#87918b',
  // From greens as dark as these antd computes greys, which look switched off.
  colorPrimaryBg: '#e4f1ec',
  colorPrimaryBgHover: '#d5e9e1',
  colorPrimaryBorder: '#a5cfc1',
  colorSuccessBg: '#e4f3e9',
  colorSuccessBgHover: '#d5ebdc',
  colorSuccessBorder: '#aad4b9',
}

const DARK = {
  colorPrimary: '#3f9f84',
  colorInfo: '#82b2ef',
  colorSuccess: '#6dc08d',
  colorWarning: '#eba257',
  colorError: '#f1786f',
  colorTextBase: '#e5ebe7',
  colorBgBase: '#111513',
  colorBgContainer: '#191e1b',
  colorBgElevated: '#202622',
  colorBgLayout: '#111513',
  colorBorder: '#38413c',
  colorBorderSecondary: '#2b332e',
  colorTextPlaceholder: '#7a857f',
}

type Person = { dark: boolean; phone: boolean; calm: boolean }

/** In the hand controls are as high as a thumb is wide; `calm` for whom moving things disturb. */
export function antdTheme({ dark, phone, calm }: Person): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...(dark ? DARK : LIGHT),
      colorLink: (dark ? DARK : LIGHT).colorPrimary,
      fontFamily: 'var(--font)',
      borderRadius: 6,
      controlHeight: phone ? 40 : 32,
      controlHeightSM: phone ? 34 : 24,
      motion: !calm,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      // A box to tick is no line between things: it has to be seen.
      Checkbox: { colorBorder: dark ? '#66726b' : '#a3aea7' },
      Radio: { colorBorder: dark ? '#66726b' : '#a3aea7' },
      Button: {
        fontWeight: 500,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
    },
  }
}
