"""A prompt as servers take it: one text for completion-style models, messages for chat models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moxi.llm.model import Prompt

HEADS = ("### Instruction:", "### Input:", "### Response:")
"""The marks of the Alpaca form, in which the training data is written."""
STOPS = ("\n### Instruction:", "\n### Input:", "\n### Response:")
"""Where a completion ends: the model begins another example."""
END_OF_TEXT = ("</s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<end_of_turn>")
"""What servers leave at the end of an answer when they do not know the model's last token."""


def completion_text(prompt: Prompt) -> str:
    """The prompt in the Alpaca form, up to where the response begins."""
    instruction, given, response = HEADS
    parts = [f"{instruction}\n{prompt.instruction}"]
    if prompt.input:
        parts.append(f"{given}\n{prompt.input}")
    return "\n\n".join([*parts, f"{response}\n"])


def chat_messages(prompt: Prompt) -> list[dict[str, str]]:
    """The same for a chat model: one message of the user's."""
    return [{"role": "user", "content": f"{prompt.instruction}\n\n{prompt.input}".strip()}]


def plain_answer(text: str) -> str:
    """An answer without what stands for its end, and what follows that."""
    for mark in (*END_OF_TEXT, *STOPS):
        text = text.partition(mark)[0]
    return text.strip()
