// Monaco's colours, read from the tokens of theme.css, so that there is one place for colours.
import { monaco } from './monaco.ts'

const NAME = 'podscape'

/** Takes over the present theme of the page. */
export function applyMonacoTheme(dark: boolean): void {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => sixDigits(style.getPropertyValue(`--${name}`).trim())
  const rule = (name: string): string => token(name).slice(1)
  monaco.editor.defineTheme(NAME, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      ...rulesFor('type', { foreground: rule('syntax-key') }),
      ...rulesFor('string', { foreground: rule('syntax-string') }),
      ...rulesFor('number', { foreground: rule('syntax-number') }),
      ...rulesFor('keyword', { foreground: rule('syntax-number') }),
      ...rulesFor('comment', { foreground: rule('faint'), fontStyle: 'italic' }),
      ...rulesFor('operators', { foreground: rule('dim') }),
      ...rulesFor('delimiter', { foreground: rule('dim') }),
    ],
    colors: {
      'editor.background': token('panel'),
      'editor.foreground': token('text'),
      'editorLineNumber.foreground': token('faint'),
      'editorLineNumber.activeForeground': token('text'),
      'editorCursor.foreground': token('accent'),
      'editorGutter.background': token('panel'),
      'editorWidget.background': token('panel'),
      'editorWidget.border': token('line2'),
      'editorHoverWidget.background': token('panel'),
      'editorHoverWidget.border': token('line2'),
      'editorSuggestWidget.background': token('panel'),
      'editorSuggestWidget.border': token('line2'),
      'editorSuggestWidget.selectedBackground': token('accent-bg'),
      'editorSuggestWidget.selectedForeground': token('text'),
      'editorSuggestWidget.highlightForeground': token('accent'),
      'editorSuggestWidget.focusHighlightForeground': token('accent'),
      'editorError.foreground': token('fail'),
      'editorWarning.foreground': token('wait'),
      'editorInfo.foreground': token('accent'),
      'editorIndentGuide.background1': token('line'),
      'editorIndentGuide.activeBackground1': token('line2'),
      'scrollbarSlider.background': `${token('control')}55`,
      'scrollbarSlider.hoverBackground': `${token('control')}88`,
      'scrollbarSlider.activeBackground': `${token('control')}aa`,
      'editorBracketHighlight.foreground1': token('dim'),
      'editorBracketHighlight.foreground2': token('dim'),
      'editorBracketHighlight.foreground3': token('dim'),
      'scrollbar.shadow': token('line'),
      focusBorder: token('accent'),
    },
  })
  monaco.editor.setTheme(NAME)
}

/** '#fff' as '#ffffff': the build shortens colours, and Monaco takes only long ones. */
function sixDigits(color: string): string {
  return /^#[\da-f]{3}$/i.test(color) ? `#${color.slice(1).replaceAll(/./g, '$&$&')}` : color
}

// The base theme has rules of its own for YAML's tokens, which only a rule for YAML replaces.
function rulesFor(
  token: string,
  style: { readonly foreground: string; readonly fontStyle?: string },
): readonly monaco.editor.ITokenThemeRule[] {
  return [
    { token, ...style },
    { token: `${token}.yaml`, ...style },
  ]
}
