// Monaco's own worker. It stands in a file of ours because Vite serves a worker of a package
// without the transformations that it needs while developing.
import 'monaco-editor/editor/editor.worker'
