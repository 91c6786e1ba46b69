// The text in Monaco. This module and everything that it imports is loaded after the first paint.
import { useEffect, useRef, useState } from 'react'
import type { FileDiagnostic, WantedPlace } from '#playground/types.ts'
import type { Severity } from '#yaml/types.ts'
import { usePage } from '#view/shell/page.tsx'
import { usePlayground, usePlaygroundStore } from '#view/shell/playground-context.tsx'
import { differenceOf } from './apply-edits.ts'
import { applyMonacoTheme } from './monaco-theme.ts'
import { monacoRange, registerProviders } from './monaco-providers.ts'
import { monaco } from './monaco.ts'
import { LINE_PX } from './PlainEditor.tsx'
import type { ResponsibleLines } from './use-responsible-lines.ts'

type CodeEditor = monaco.editor.IStandaloneCodeEditor

/** The editor of the open file. */
export function MonacoEditor(props: {
  readonly wanted: WantedPlace | null
  readonly lines: ResponsibleLines
}) {
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<CodeEditor | null>(null)
  const page = usePage()
  useEffect(() => {
    if (host.current === null) return undefined
    const made = createEditor(host.current)
    const providers = registerProviders(page)
    setEditor(made)
    return () => {
      providers.dispose()
      made.dispose()
      for (const model of monaco.editor.getModels()) model.dispose()
    }
  }, [page])
  useTheme()
  useText(editor)
  useMarkers(editor)
  useResponsibleMark(editor, props.lines)
  useWantedPlace(editor, props.wanted)
  return <div className="monaco-host" ref={host} />
}

/** The least width of the line numbers. */
const LINE_NUMBER_CHARS = 3

function createEditor(host: HTMLElement): CodeEditor {
  const editor = monaco.editor.create(host, {
    model: null,
    automaticLayout: true,
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
    fontSize: 12.5,
    lineHeight: LINE_PX,
    lineNumbersMinChars: LINE_NUMBER_CHARS,
    lineDecorationsWidth: 14,
    padding: { top: 8, bottom: 8 },
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    scrollBeyondLastLine: false,
    wordWrap: 'on',
    wrappingIndent: 'indent',
    renderFinalNewline: 'on',
    renderLineHighlight: 'none',
    tabSize: 2,
    insertSpaces: true,
    detectIndentation: false,
    wordBasedSuggestions: 'off',
    quickSuggestions: { other: true, strings: true, comments: false },
    suggest: { showWords: false, preview: false },
    // Who has written a word to its end wants the next line.
    acceptSuggestionOnEnter: 'smart',
    occurrencesHighlight: 'singleFile',
    fixedOverflowWidgets: true,
    stickyScroll: { enabled: false },
    unicodeHighlight: { ambiguousCharacters: false },
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    ariaLabel: 'Text of the file. Escape leaves the editor.',
  })
  // Tab writes spaces, so there must be another way out for the keyboard.
  editor.addCommand(
    monaco.KeyCode.Escape,
    () => document.querySelector<HTMLElement>('.file-tabs [aria-selected=true]')?.focus(),
    '!suggestWidgetVisible && !findWidgetVisible && !inSnippetMode && !editorHasMultipleSelections && !markersNavigationVisible && !editorHasSelection',
  )
  return editor
}

function useTheme(): void {
  const theme = usePlayground((state) => state.theme)
  useEffect(() => applyMonacoTheme(theme === 'dark'), [theme])
}

const uriOf = (path: string): monaco.Uri =>
  monaco.Uri.from({ scheme: 'inmemory', path: `/${path}` })

/** One model per file, so that each keeps its own undo; the state's text and the model's follow each other. */
function useText(editor: CodeEditor | null): void {
  const store = usePlaygroundStore()
  const path = usePlayground((state) => state.activePath)
  const files = usePlayground((state) => state.files)
  useEffect(() => {
    if (editor === null) return
    for (const file of files) {
      const model = monaco.editor.getModel(uriOf(file.path))
      if (model === null) {
        const made = monaco.editor.createModel(file.text, 'yaml', uriOf(file.path))
        made.setEOL(0)
        colourBrackets(made, file.text)
      } else if (model.getValue() !== file.text) replaceText(model, file.text)
    }
    const known = new Set(files.map((file) => uriOf(file.path).toString()))
    for (const model of monaco.editor.getModels()) {
      if (!known.has(model.uri.toString())) model.dispose()
    }
  }, [editor, files])
  useEffect(() => {
    if (editor === null) return undefined
    const model = monaco.editor.getModel(uriOf(path))
    fitLineNumbers(editor, model)
    editor.setModel(model)
    const subscription = editor.onDidChangeModelContent((event) => {
      fitLineNumbers(editor, model)
      if (!event.isFlush) store.getState().actions.setText(path, editor.getValue())
    })
    return () => subscription.dispose()
  }, [editor, path, store])
}

/** Keeps room before the numbers: the first digit of a full column would stand below the mark of the responsible lines. */
function fitLineNumbers(editor: CodeEditor, model: monaco.editor.ITextModel | null): void {
  const digits = String(model?.getLineCount() ?? 0).length
  const lineNumbersMinChars = Math.max(LINE_NUMBER_CHARS, digits + 1)
  if (editor.getRawOptions().lineNumbersMinChars !== lineNumbersMinChars)
    editor.updateOptions({ lineNumbersMinChars })
}

/** So long a text has its brackets matched for longer than a key may take. */
const LONG_TEXT = 200_000

function colourBrackets(model: monaco.editor.ITextModel, text: string): void {
  model.updateOptions({
    bracketColorizationOptions: {
      enabled: text.length < LONG_TEXT,
      independentColorPoolPerBracketType: false,
    },
  })
}

/** A small change, as a quick fix makes it, can be undone; another text begins anew. */
function replaceText(model: monaco.editor.ITextModel, text: string): void {
  const { from, to, newText } = differenceOf(model.getValue(), text)
  const kept = model.getValueLength() - (to - from)
  // A flush is not reported back as a keystroke of the person.
  if (kept < model.getValueLength() / 2) {
    colourBrackets(model, text)
    return model.setValue(text)
  }
  const range = monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to))
  model.pushStackElement()
  model.pushEditOperations([], [{ range, text: newText }], () => null)
  model.pushStackElement()
}

const SEVERITIES: Readonly<Record<Severity, monaco.MarkerSeverity>> = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  info: monaco.MarkerSeverity.Info,
}

const SOURCES: Readonly<Record<FileDiagnostic['source'], string>> = {
  yaml: 'YAML',
  api: 'API server',
  lint: 'advice',
  scope: 'not simulated',
}

function useMarkers(editor: CodeEditor | null): void {
  const diagnostics = usePlayground((state) => state.diagnostics)
  const files = usePlayground((state) => state.files)
  useEffect(() => {
    if (editor === null) return
    for (const { path } of files) {
      const model = monaco.editor.getModel(uriOf(path))
      if (model === null) continue
      const own = diagnostics.filter((d) => d.path === path)
      monaco.editor.setModelMarkers(
        model,
        'podscape',
        own.map((d) => ({
          ...visibleRange(model, monacoRange(d.range)),
          severity: SEVERITIES[d.severity],
          message: d.message.replaceAll('`', ''),
          source: SOURCES[d.source],
        })),
      )
    }
  }, [editor, diagnostics, files])
}

/** An empty range gets one character, so that there is something to see. */
function visibleRange(model: monaco.editor.ITextModel, range: monaco.IRange): monaco.IRange {
  const empty =
    range.startLineNumber === range.endLineNumber && range.startColumn === range.endColumn
  return model.validateRange(empty ? { ...range, endColumn: range.endColumn + 1 } : range)
}

/** Of a long object the beginning is enough: for all of it the text would leave what stands above it. */
const LINES_IN_SIGHT = 10

const RESPONSIBLE: monaco.editor.IModelDecorationOptions = {
  isWholeLine: true,
  className: 'responsible-line',
  marginClassName: 'responsible-margin',
}

/** Calls it when the frame has been drawn that comes next: the picture is looked at first. Returns what calls it off. */
function afterFrame(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const frame = requestAnimationFrame(() => {
    timer = setTimeout(call)
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}

function useResponsibleMark(editor: CodeEditor | null, lines: ResponsibleLines): void {
  const path = usePlayground((state) => state.activePath)
  const marks = useRef<monaco.editor.IEditorDecorationsCollection | null>(null)
  // Each file has marks of its own.
  useEffect(() => {
    if (editor === null || monaco.editor.getModel(uriOf(path)) === null) return undefined
    const own = editor.createDecorationsCollection()
    marks.current = own
    return () => own.clear()
  }, [editor, path])
  useEffect(() => {
    if (editor === null) return undefined
    if (lines === null || lines.path !== path) {
      marks.current?.clear()
      return undefined
    }
    return afterFrame(() => {
      marks.current?.set([
        {
          range: new monaco.Range(lines.startLine, 1, lines.endLine, 1),
          options: RESPONSIBLE,
        },
      ])
      // While the person writes, the text stays where it is.
      if (editor.hasTextFocus()) return
      const endLine = Math.min(lines.endLine, lines.startLine + LINES_IN_SIGHT)
      editor.revealLinesInCenterIfOutsideViewport(lines.startLine, endLine)
    })
  }, [editor, lines, path])
}

function useWantedPlace(editor: CodeEditor | null, wanted: WantedPlace | null): void {
  const path = usePlayground((state) => state.activePath)
  useEffect(() => {
    if (editor === null || wanted === null || wanted.path !== path) return
    editor.setPosition({ lineNumber: wanted.line, column: wanted.column })
    editor.revealPositionInCenterIfOutsideViewport({
      lineNumber: wanted.line,
      column: wanted.column,
    })
    editor.focus()
  }, [editor, wanted, path])
}
