export { openOpfsStore } from './opfs-store.ts'
