export { buildStudio } from './build-studio.ts'
export { type ServedStudio, serveStudio } from './serve-studio.ts'
