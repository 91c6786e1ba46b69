// Completion and hover: Monaco asks, the manifest's schema answers. The answers are pure functions of
// text and offset; here is only their translation.
import type { Page } from '#view/shell/page.tsx'
import type { Range } from '#yaml/types.ts'
import { monaco } from './monaco.ts'

/** Registers both for YAML; dispose of the result to take them away. */
export function registerProviders(page: Page): { dispose(): void } {
  const completion = monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: [' ', ':', '-', '/'],
    async provideCompletionItems(model, position) {
      const items = await page.completionsAt(model.getValue(), model.getOffsetAt(position))
      const range = typedBefore(model.getLineContent(position.lineNumber), position)
      return {
        suggestions: items.map((item, index) => ({
          label: item.label,
          insertText: item.insertText,
          detail: item.detail,
          kind: item.insertText.includes(':')
            ? monaco.languages.CompletionItemKind.Property
            : monaco.languages.CompletionItemKind.Value,
          sortText: String(index).padStart(5, '0'),
          range,
        })),
      }
    },
  })
  const hover = monaco.languages.registerHoverProvider('yaml', {
    async provideHover(model, position) {
      const found = await page.hoverAt(model.getValue(), model.getOffsetAt(position))
      if (found === null) return null
      return { range: monacoRange(found.range), contents: [{ value: found.markdown }] }
    },
  })
  return {
    dispose() {
      completion.dispose()
      hover.dispose()
    },
  }
}

/** Our ranges have lines and columns from 1, with an exclusive end, like Monaco's. */
export function monacoRange(range: Range): {
  readonly startLineNumber: number
  readonly startColumn: number
  readonly endLineNumber: number
  readonly endColumn: number
} {
  return {
    startLineNumber: range.start.line,
    startColumn: range.start.column,
    endLineNumber: range.end.line,
    endColumn: range.end.column,
  }
}

function typedBefore(
  line: string,
  position: { readonly lineNumber: number; readonly column: number },
) {
  const typed = /[A-Za-z0-9_][\w./-]*$/.exec(line.slice(0, position.column - 1))?.[0] ?? ''
  return {
    startLineNumber: position.lineNumber,
    endLineNumber: position.lineNumber,
    startColumn: position.column - typed.length,
    endColumn: position.column,
  }
}
