// Reads a file as Gephi Lite does, strictly, and prints the graph that it became as JSON.
const fs = require("fs");
const { MultiGraph } = require("graphology");
const readers = { gexf: require("graphology-gexf"), graphml: require("graphology-graphml") };

const path = process.argv[2];
const reader = readers[path.split(".").pop()];
const graph = reader.parse(MultiGraph, fs.readFileSync(path, "utf8"), { allowUndeclaredAttributes: false });
process.stdout.write(JSON.stringify({ type: graph.type, ...graph.export() }));
