// Lints an OpenAPI document; a line a finding, and 1 when there is one.
//
//   node lint.js FILE
import { createConfig, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // A path is never mistaken for another: numbers stand where the other has a word.
    'no-ambiguous-paths': 'off',
    // Served by whoever runs it.
    'no-server-example.com': 'off',
    'info-license-url': 'off',
    // Health, figures and this document have no wrong requests.
    'operation-4xx-response': 'off',
    'operation-operationId-unique': 'error',
    'operation-singular-tag': 'error',
    'operation-tag-defined': 'error',
    'no-invalid-media-type-examples': 'error',
    'no-required-schema-properties-undefined': 'error',
    'no-unresolved-refs': 'error',
    'no-unused-components': 'error',
  },
});
const findings = await lint({ ref: process.argv[2], config });
for (const finding of findings) {
  console.log(`${finding.severity} ${finding.ruleId} ${finding.location[0]?.pointer}: ${finding.message}`);
}
process.exitCode = findings.length === 0 ? 0 : 1;
