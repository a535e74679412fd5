// The addon and its error class, each under a name that `import { ... }` can see.
module.exports = require('./index.js')
module.exports.LeadstoneError = require('./index.js').LeadstoneError
