// Hocuspocus with its own SQLite extension, as its documentation sets it up.
// PORT, DATABASE (a file: its default is in memory), DEBOUNCE (milliseconds; its default is 2,000).

import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const server = new Server({
  port: Number(process.env.PORT),
  address: "127.0.0.1",
  quiet: true,
  debounce: Number(process.env.DEBOUNCE),
  extensions: [new SQLite({ database: process.env.DATABASE })],
});
await server.listen();
console.log("Listening");
