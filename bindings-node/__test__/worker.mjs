// A worker thread: its own copy of the package, the same answers.
import { parentPort, workerData } from 'node:worker_threads'

import { LeadstoneError, ScorecardModel } from '../main.js'

const model = ScorecardModel.compile(workerData.definition)
const answers = workerData.leads.map((lead) => model.scoreJson(JSON.stringify(lead)))
let refused
try {
  model.score({ colour: 1 })
} catch (error) {
  refused = error instanceof LeadstoneError && error.code
}
parentPort.postMessage({ answers, refused })
