// Completion, hover and quick fixes: Monaco asks, the manifest's schema answers. The answers are pure
// functions of text and offset; here is only their translation.
import type { Page, QuickFix } from '#view/shell/page.tsx'
import type { Range } from '#yaml/types.ts'
import { monaco } from './monaco.ts'

/** Registers all for YAML; dispose of the result to take them away. */
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
  const fixes = monaco.languages.registerCodeActionProvider('yaml', {
    async provideCodeActions(model, _range, { markers }) {
      const text = model.getValue()
      const found = await Promise.all(
        markers.map(async (marker) => {
          const range = rangeOf(model, marker)
          const offers = await page.fixesFor({ message: marker.message, range }, text)
          return offers.map((fix) => codeActionOf(model, marker, fix))
        }),
      )
      return { actions: found.flat(), dispose() {} }
    },
  })
  return {
    dispose() {
      completion.dispose()
      hover.dispose()
      fixes.dispose()
    },
  }
}

function codeActionOf(
  model: monaco.editor.ITextModel,
  marker: monaco.editor.IMarkerData,
  fix: QuickFix,
): monaco.languages.CodeAction {
  const edits = fix.edits.map(({ range, newText }) => ({
    resource: model.uri,
    versionId: model.getVersionId(),
    textEdit: { range: monacoRange(range), text: newText },
  }))
  return {
    title: fix.title,
    kind: 'quickfix',
    diagnostics: [marker],
    isPreferred: true,
    edit: { edits },
  }
}

function rangeOf(model: monaco.editor.ITextModel, marker: monaco.IRange): Range {
  const at = (lineNumber: number, column: number) => ({
    line: lineNumber,
    column,
    offset: model.getOffsetAt({ lineNumber, column }),
  })
  return {
    start: at(marker.startLineNumber, marker.startColumn),
    end: at(marker.endLineNumber, marker.endColumn),
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
