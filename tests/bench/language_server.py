"""What an editor shows of a study with `# yaml-language-server: $schema=`: asks the server that editors run.

    npm install yaml-language-server
    seesaw schema > seesaw.schema.json
    python language_server.py          (in the same folder)
"""
import json
import pathlib
import queue
import subprocess
import threading

HEAD = "# yaml-language-server: $schema=seesaw.schema.json\nstudy: mine\nrun:\n  data: ring\n"
WRONG = HEAD + "  loss: hinges\n  lr_dd: 1e-3\n  steps: -4\n"


class Server:
    def __init__(self, folder):
        program = folder / "node_modules/yaml-language-server/bin/yaml-language-server"
        self.process = subprocess.Popen(["node", program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder, self.received, self.sent = folder, queue.Queue(), 0
        threading.Thread(target=self.receive, daemon=True).start()
        where = {"rootUri": folder.as_uri(), "processId": None, "capabilities": {"workspace": {"configuration": True}}}
        self.request("initialize", where)
        self.send({"method": "initialized", "params": {}})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        while header := self.process.stdout.readline().strip():
            length = 0
            while header:
                name, value = header.split(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = self.process.stdout.readline().strip()
            self.received.put(json.loads(self.process.stdout.read(length)))

    def wait(self, is_meant):
        while True:
            message = self.received.get(timeout=60)
            if message.get("method") == "workspace/configuration":
                asked = message["params"]["items"]
                ours = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
                self.send({"id": message["id"], "result": [ours if it["section"] == "yaml" else None for it in asked]})
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": None})
            elif is_meant(message):
                return message

    def request(self, method, params):
        self.sent += 1
        self.send({"id": self.sent, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == self.sent and "method" not in message)["result"]

    def open(self, name, text):
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        told = self.wait(lambda it: it.get("method") == "textDocument/publishDiagnostics" and it["params"]["uri"] == uri)
        return uri, told["params"]["diagnostics"]

    def completions(self, name, text):
        uri, _ = self.open(name, text)
        lines = text.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        found = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
        return [item["label"] for item in (found["items"] if isinstance(found, dict) else found)]


server = Server(pathlib.Path.cwd())
print("keys of run:", *server.completions("keys.yaml", HEAD + "  lo"))
print("values of loss:", *server.completions("values.yaml", HEAD + "  loss: "))
for problem in server.open("wrong.yaml", WRONG)[1]:
    print(f"line {problem['range']['start']['line'] + 1}: {problem['message']}")
server.process.kill()
