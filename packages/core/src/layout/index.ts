export { type Layout, type LayoutOptions, layoutOptions, layoutPrototypes } from './layout.ts'
