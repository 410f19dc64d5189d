export { findChromium, launchChromium, noChromiumReason } from './chromium.ts'
export { type ServedPage, servePage } from './page.ts'
