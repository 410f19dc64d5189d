import { setCodecs } from '@cuts/formats/web'
import { serveRuns } from '@cuts/runtime/web'

setCodecs(new URL('/codecs/', self.location.origin).href)
serveRuns(self)
