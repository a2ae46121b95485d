"""The server itself: counts, checks the key, speaks the profile's dialect, strikes faults."""

import json
import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.llm_server.brain import agent_of, fingerprint, think
from tests.support.llm_server.faults import INSTEAD, MISCOUNT, NO_JSON, Fault, spoil
from tests.support.llm_server.profiles import PROFILES, Profile


@dataclass
class Double:
    """What the server knows, and its knobs."""

    profile: Profile = PROFILES["openai"]
    key: str = "sk-double"
    latency: float = 0.0
    glossary: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    agents: Counter[str] = field(default_factory=Counter)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def calls(self) -> int:
        """Requests of agents; the probe's are not counted."""
        return sum(count for name, count in self.agents.items() if name != "probe")

    def strike(self, *faults: Fault) -> None:
        with self.lock:
            self.faults.extend(faults)

    def forget(self) -> None:
        """Counts from nothing, no faults left."""
        with self.lock:
            self.asked.clear()
            self.answered.clear()
            self.agents.clear()
            self.bodies.clear()
            self.faults.clear()
            self.most_at_once = 0

    def next_fault(self, agent: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.times and fault.agent in {None, agent}:
                    fault.times -= 1
                    return fault
            return None

    def stats(self) -> dict[str, Any]:
        with self.lock:
            return {
                "asked": dict(self.asked),
                "answered": dict(self.answered),
                "agents": dict(self.agents),
                "most_at_once": self.most_at_once,
            }


@contextmanager
def serve(profile: str | Profile = "openai", *, port: int = 0, **knobs: Any) -> Iterator[Double]:
    """A double at work."""
    double = Double(profile=PROFILES[profile] if isinstance(profile, str) else profile, **knobs)
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"double": double}))
    server.daemon_threads = True
    server.block_on_close = False
    double.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    double: Double
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: written apart, each answer waits 40 ms for an acknowledgement.
    wbufsize = -1

    def do_GET(self) -> None:
        if self.path == "/_control/stats":
            self.reply(200, self.double.stats())
        else:
            self.reply(404, {"error": {"message": "not found"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        match self.path:
            case "/v1/chat/completions":
                self.chat(body)
            case "/_control/faults":
                self.double.strike(*(Fault(**fault) for fault in body["faults"]))
                self.reply(200, {})
            case "/_control/reset":
                self.double.forget()
                self.reply(200, {})
            case _:
                self.reply(404, {"error": {"message": "not found"}})

    def chat(self, body: dict[str, Any]) -> None:
        messages = body["messages"]
        agent, mark = agent_of(messages), fingerprint(messages)
        with self.double.lock:
            self.double.asked[mark] += 1
            self.double.agents[agent] += 1
            self.double.bodies.append(body)
            self.double.at_once += 1
            self.double.most_at_once = max(self.double.most_at_once, self.double.at_once)
        try:
            if self.answer(body, agent):
                with self.double.lock:
                    self.double.answered[mark] += 1
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self.double.lock:
                self.double.at_once -= 1

    def answer(self, body: dict[str, Any], agent: str) -> bool:
        if self.double.key and self.headers.get("authorization") != f"Bearer {self.double.key}":
            said = self.headers.get("authorization", "")
            return self.reply(401, {"error": {"message": f"Incorrect API key provided: {said}"}})
        fault = self.double.next_fault(agent)
        if fault and fault.kind in INSTEAD:
            return self.misbehave(fault)
        minded = self.double.profile.minds & body.keys()
        way = _way_of(body)
        if minded or way in self.double.profile.refuses:
            what = "use 'max_completion_tokens' instead" if "max_tokens" in minded else ", ".join(minded) or way
            return self.reply(400, {"error": {"message": f"Unsupported parameter: {what}"}})
        if self.double.latency and agent != "probe":
            time.sleep(self.double.latency)
        if self.has_hung_up():
            return False
        return self.reply(200, _completion(self.double, body, agent, way, fault))

    def has_hung_up(self) -> bool:
        """Whether who asked is gone; writing would succeed all the same, and count as answered."""
        if not select.select([self.connection], [], [], 0)[0]:
            return False
        return self.connection.recv(1, socket.MSG_PEEK) == b""

    def misbehave(self, fault: Fault) -> bool:
        match fault.kind:
            case "status":
                extra = {"retry-after": fault.retry_after} if fault.retry_after else {}
                return self.reply(fault.status, {"error": {"message": "told to"}}, extra)
            case "redirect":
                return self.reply(302, {}, {"location": "http://169.254.169.254/latest/meta-data/"})
            case "html" | "deep":
                return self.send(200, NO_JSON[fault.kind], {"content-type": "text/html"})
            case "hang":
                time.sleep(fault.seconds)
                self.close_connection = True
            case "cut_body":
                self.send_response(200)
                self.send_header("content-length", "5000")
                self.end_headers()
                self.wfile.write(b'{"choices": [{"message": {"content": "{')
                self.close_connection = True
            case "drip":
                self.drip(fault.seconds)
            case "close":
                self.close_connection = True
        return False

    def drip(self, seconds: float) -> None:
        """A byte now and then, which no timeout between two reads ever notices."""
        self.send_response(200)
        self.send_header("content-length", "5000")
        self.end_headers()
        for _ in range(int(seconds / 0.1)):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)
        self.close_connection = True

    def reply(self, status: int, value: dict[str, Any], extra: dict[str, str] | None = None) -> bool:
        return self.send(status, json.dumps(value).encode(), extra or {})

    def send(self, status: int, content: bytes, extra: dict[str, str]) -> bool:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **extra}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()
        return status == 200

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


def _way_of(body: dict[str, Any]) -> str:
    if "guided_json" in body.get("nvext", {}):
        return "guided_json"
    return body.get("response_format", {}).get("type", "prompt_only")


def _completion(double: Double, body: dict[str, Any], agent: str, way: str, fault: Fault | None) -> dict[str, Any]:
    profile, messages = double.profile, body["messages"]
    held = way in profile.honours
    finish = "stop"
    if agent == "probe":
        reply: str | dict[str, Any] = _probe_answer(body, way, held=held)
    else:
        reply = think(messages, double.glossary, gullible=profile.gullible)
        if fault:
            reply, finish = spoil(fault.kind, reply)
    message = _dressed(reply, profile.wrap, held=held)
    completion: dict[str, Any] = {
        "id": "chatcmpl-double",
        "object": "chat.completion",
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}],
    }
    if profile.counts_tokens:
        sent, said = sum(len(each["content"]) for each in messages) // 4, len(message["content"]) // 4
        completion["usage"] = (
            MISCOUNT
            if fault and fault.kind == "miscount"
            else {"prompt_tokens": sent, "completion_tokens": said, "total_tokens": sent + said}
        )
    return completion


def _probe_answer(body: dict[str, Any], way: str, *, held: bool) -> str | dict[str, Any]:
    if not held:
        return "Hello there!"
    if way == "json_object":
        return {"greeting": "hello"}
    schema = body["nvext"]["guided_json"] if way == "guided_json" else body["response_format"]["json_schema"]["schema"]
    return {name: each["enum"][0] for name, each in schema["properties"].items()}


def _dressed(reply: str | dict[str, Any], wrap: str, *, held: bool) -> dict[str, str]:
    text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    thought = 'First {"items": []} comes to mind. No: better.'
    match wrap:
        case "reasoning_content":
            return {"content": text, "reasoning_content": thought}
        case "think":
            return {"content": f"<think>{thought}</think>\n{text}"}
        case "fence" if not held:
            return {"content": f"Here you are:\n```json\n{text}\n```"}
        case "chatter" if not held:
            return {"content": f"Sure! {text} Anything else?"}
        case _:
            return {"content": text}
