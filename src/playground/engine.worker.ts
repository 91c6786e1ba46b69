// The file that the engine's thread is started with has no code of its own. WebKit runs it once more when another file
// imports from it, as late parts do from what they share with the engine: then two engines would answer.
import './engine-thread.ts'
