// What Neo4j's own language support says of queries. The first line of standard input is {"module", "schema"} as JSON,
// every other one a list of {"text", "parameters"}. Each of those is answered by a line: for each query a list of
// {"severity", "message", "line", "column"}, severity 1 an error, 2 a warning.
const lines = require("node:readline").createInterface({ input: process.stdin });

let lint;
lines.on("line", (line) => {
  if (lint === undefined) {
    const { module: path, schema } = JSON.parse(line);
    const { lintCypherQuery, testData } = require(path);
    const known = { ...schema, functions: testData.mockSchema.functions, procedures: testData.mockSchema.procedures };
    lint = ({ text, parameters }) => lintCypherQuery(text, { ...known, parameters }).diagnostics;
    return;
  }
  const found = JSON.parse(line).map((query) =>
    lint(query).map(({ severity, message, range }) => ({
      severity, message, line: range.start.line + 1, column: range.start.character + 1,
    })),
  );
  process.stdout.write(JSON.stringify(found) + "\n");
});
