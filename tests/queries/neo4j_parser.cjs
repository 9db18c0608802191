// What Neo4j's own language support says of queries. Standard input: {"module", "schema", "queries"} as JSON; standard
// output: for each query a list of {"severity", "message", "line", "column"}, severity 1 an error, 2 a warning.
const { readFileSync } = require("node:fs");

const { module: path, schema, queries } = JSON.parse(readFileSync(0, "utf8"));
const { lintCypherQuery, testData } = require(path);

const known = { ...schema, functions: testData.mockSchema.functions, procedures: testData.mockSchema.procedures };
const found = queries.map(({ text, parameters }) =>
  lintCypherQuery(text, { ...known, parameters }).diagnostics.map(({ severity, message, range }) => ({
    severity, message, line: range.start.line + 1, column: range.start.character + 1,
  })),
);
process.stdout.write(JSON.stringify(found));
