export { type LayoutOptions, layoutOptions, layoutPrototypes } from './layout.ts'
