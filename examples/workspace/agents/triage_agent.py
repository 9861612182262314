"""Sorts letters of customers: reads one, decides who should answer it, and files it."""

import os
import subprocess
from pathlib import Path
from typing import Literal, TypedDict

import httpx
from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, StateGraph

TICKETS_TOKEN = os.environ["TICKETS_TOKEN"]
TICKETS_URL = "https://tickets.example.com"

Desk = Literal["refunds", "venue", "person"]


class Letter(TypedDict):
    path: str
    text: str
    desk: Desk


model = ChatOpenAI(model="gpt-5-mini", temperature=0)


def read(letter: Letter) -> dict:
    path = Path(letter["path"])
    if path.suffix == ".pdf":
        run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True, timeout=30)
        return {"text": run.stdout}
    return {"text": path.read_text(encoding="utf-8")}


def decide(letter: Letter) -> dict:
    question = f"Answer with one word, refunds, venue or person. Who should answer this letter?\n\n{letter['text'][:4000]}"
    said = model.invoke(question).content.strip().lower()
    return {"desk": said if said in ("refunds", "venue") else "person"}


def file(letter: Letter) -> dict:
    response = httpx.post(
        f"{TICKETS_URL}/letters",
        headers={"Authorization": f"Bearer {TICKETS_TOKEN}"},
        json={"desk": letter["desk"], "text": letter["text"]},
        timeout=10,
    )
    response.raise_for_status()
    return {}


graph = StateGraph(Letter)
graph.add_node("read", read)
graph.add_node("decide", decide)
graph.add_node("file", file)
graph.add_edge(START, "read")
graph.add_edge("read", "decide")
graph.add_edge("decide", "file")
graph.add_edge("file", END)
triage = graph.compile()
