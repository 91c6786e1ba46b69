// React runs as a part of its own, before the page's code has come: a task less that is long.
export { createRoot } from 'react-dom/client'
