export { renderComparison } from './render-comparison.ts'
