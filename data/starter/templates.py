"""Workload templates: kinds of AI work with a profile the catalog has measured, and figures to start from."""

from __future__ import annotations

from dataclasses import dataclass

from models.policy import HeadroomPolicy
from models.service import ServiceTarget
from models.vocabulary import LEVEL_CLASSES, Criticality, TrafficShape, WorkloadClass


@dataclass(frozen=True)
class WorkloadTemplate:
    """A kind of work: what it is measured by, how it is served, and an example demand."""

    id: str
    title: str
    about: str
    """One sentence: which work this is, and on what it was measured."""
    workload_class: WorkloadClass
    profile: str
    """Benchmark profile of the catalog."""
    service_unit: str
    level: float
    """Example demand, mean of all hours [service unit]; a team's, not a continent's: 1 to 100 NVIDIA H100 in all."""
    things: str
    """What people count instead, to check the demand by."""
    things_per_unit: float
    """How many of these things one service unit of demand is."""
    targets: tuple[ServiceTarget, ...] = ()
    traffic: TrafficShape = "steady"
    criticality: Criticality = "internal"
    is_interruptible: bool = False
    growth_per_year: float = 0.3
    changes_per_quarter: float = 2.0

    @property
    def is_level(self) -> bool:
        """Whether the work can wait: planned as level load, without headroom."""
        return self.workload_class in LEVEL_CLASSES

    @property
    def holds_headroom(self) -> bool:
        """Whether capacity is held above its peak."""
        return not (self.is_level or self.is_interruptible)

    @property
    def headroom(self) -> float:
        """Headroom ratio by criticality, as the policy's defaults have it; 0 where none is held."""
        return HeadroomPolicy().ratio(self.criticality) if self.holds_headroom else 0.0


BATCH = (
    "Batch or nightly work is planned as level load: the work of a day is spread evenly over its 24 hours, and no"
    " headroom is held. If it has to be done within a window, put in what the window needs: three times the mean for"
    " 8 hours of the night."
)
"""How work that can wait or be interrupted is planned today."""


def meaning(template: WorkloadTemplate, level: float) -> str:
    """A demand in everyday counts: `about 6.9 million answers of 250 tokens a day`."""
    return f"about {_rounded(level * template.things_per_unit)} {template.things}"


def _rounded(number: float) -> str:
    """Two to three digits that mean something, with words for large numbers."""
    for size, word in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if number >= size:
            return f"{number / size:,.3g}{word}" if number < 1000 * size else f"{number / size:,.0f}{word}"
    if number >= 1000:
        return f"{round(number, -1):,.0f}" if number < 10_000 else f"{round(number, -2):,.0f}"
    return f"{number:.2g}" if number < 100 else f"{number:.0f}"


DAY_S = 86_400
MONTH_DAYS = 730 / 24


def _p99(metric: str, limit_ms: float) -> ServiceTarget:
    return ServiceTarget.model_validate({"metric": metric, "percentile": 99, "limit_ms": limit_ms})


def _p50(metric: str, limit_ms: float) -> ServiceTarget:
    return ServiceTarget.model_validate({"metric": metric, "percentile": 50, "limit_ms": limit_ms})


_ALL = (
    WorkloadTemplate(
        id="chat-assistant",
        title="Chat assistant",
        about="People talk to a 70-billion-parameter model and read along (Llama 2 70B, rules of MLPerf).",
        workload_class="realtime_inference",
        profile="llama2-70b-chat",
        service_unit="tokens/s",
        level=20_000,
        things="answers of 250 tokens a day",
        things_per_unit=DAY_S / 250,
        targets=(_p99("ttft", 2200), _p99("tpot", 200)),
        traffic="interactive",
        criticality="customer_facing",
    ),
    WorkloadTemplate(
        id="rag-search",
        title="Search and answer over documents (RAG)",
        about="Long prompts with retrieved passages, short answers (gpt-oss 120B, 8,000 tokens in, 1,000 out).",
        workload_class="realtime_inference",
        profile="gpt-oss-120b-8k-1k",
        service_unit="tokens/s",
        level=8_000,
        things="answers of 400 tokens a day",
        things_per_unit=DAY_S / 400,
        targets=(_p50("ttft", 2500), _p50("tpot", 60)),
        traffic="interactive",
        changes_per_quarter=3,
    ),
    WorkloadTemplate(
        id="coding-agent",
        title="Coding and process agents",
        about="Agents work on tasks of eight model calls each (gpt-oss 120B; six of a hundred tasks fail).",
        workload_class="agent_orchestration",
        profile="agent-task",
        service_unit="agent tasks/h",
        level=3_000,
        things="people who start 20 tasks a day",
        things_per_unit=24 / 20,
        targets=(_p50("tpot", 45),),
        traffic="bursty",
        growth_per_year=0.6,
        changes_per_quarter=4,
    ),
    WorkloadTemplate(
        id="document-summaries",
        title="Summaries of documents",
        about="A small model condenses texts while people wait (Llama 3.1 8B, rules of MLPerf).",
        workload_class="realtime_inference",
        profile="llama3.1-8b-summary",
        service_unit="tokens/s",
        level=10_000,
        things="summaries of 130 tokens a day",
        things_per_unit=DAY_S / 130,
        targets=(_p99("ttft", 2200), _p99("tpot", 100)),
        traffic="interactive",
    ),
    WorkloadTemplate(
        id="embeddings",
        title="Embeddings and index building",
        about="Nightly or steady batch: passages become vectors for search (BERT large, 384 tokens).",
        workload_class="batch_scoring",
        profile="bert-large",
        service_unit="sequences/s",
        level=10_000,
        things="documents of 100 passages a day",
        things_per_unit=DAY_S / 100,
        traffic="batch",
        is_interruptible=True,
        changes_per_quarter=1,
    ),
    WorkloadTemplate(
        id="batch-scoring",
        title="Batch scoring",
        about="Nightly or hourly batch: rows are scored for ranking, risk or offers (DLRM v2 recommender).",
        workload_class="batch_scoring",
        profile="dlrm-v2-scoring",
        service_unit="predictions/s",
        level=60_000,
        things="customers a day with 100 offers scored for each",
        things_per_unit=DAY_S / 100,
        traffic="batch",
        is_interruptible=True,
        growth_per_year=0.2,
        changes_per_quarter=1,
    ),
    WorkloadTemplate(
        id="fine-tuning",
        title="Fine-tuning",
        about="Models are adapted to own data; one run is MLPerf's Llama 2 70B with LoRA.",
        workload_class="fine_tuning",
        profile="llama2-70b-lora",
        service_unit="training runs/month",
        level=600,
        things="runs a day",
        things_per_unit=1 / MONTH_DAYS,
        is_interruptible=True,
        changes_per_quarter=1,
    ),
    WorkloadTemplate(
        id="foundation-training",
        title="Foundation training",
        about="Models are trained from the beginning; one run is MLPerf's Llama 3.1 8B to its quality target.",
        workload_class="foundation_training",
        profile="llama3.1-8b-pretraining",
        service_unit="training runs/month",
        level=300,
        things="runs of that size a day",
        things_per_unit=1 / MONTH_DAYS,
        is_interruptible=True,
        changes_per_quarter=1,
    ),
    WorkloadTemplate(
        id="image-generation",
        title="Image generation",
        about="Pictures are made from text within 20 seconds (Stable Diffusion XL).",
        workload_class="multimodal_media",
        profile="sdxl-images",
        service_unit="images/h",
        level=30_000,
        things="images a day",
        things_per_unit=24,
        targets=(_p99("e2e", 22_000),),
        traffic="bursty",
        growth_per_year=0.5,
    ),
    WorkloadTemplate(
        id="speech-transcription",
        title="Speech transcription",
        about="Nightly or hourly batch: recordings become text (Whisper large).",
        workload_class="multimodal_media",
        profile="whisper-large-audio",
        service_unit="audio-min/day",
        level=5_000_000,
        things="calls of five minutes a day",
        things_per_unit=1 / 5,
        traffic="batch",
        is_interruptible=True,
        growth_per_year=0.2,
        changes_per_quarter=1,
    ),
    WorkloadTemplate(
        id="edge-vision",
        title="Vision at the edge",
        about="Cameras on lines, robots or shelves find objects within 0.1 s, near the site (RetinaNet).",
        workload_class="edge_inference",
        profile="retinanet-vision",
        service_unit="images/s",
        level=4_000,
        things="cameras at ten images a second",
        things_per_unit=1 / 10,
        targets=(_p99("e2e", 106),),
        criticality="mission_critical",
    ),
    WorkloadTemplate(
        id="simulation",
        title="Simulation and digital twins",
        about="Scenarios of robots, plants or traffic are simulated before a release; the work can wait.",
        workload_class="simulation",
        profile="digital-twin",
        service_unit="simulated scenarios/h",
        level=1_000,
        things="scenarios a day",
        things_per_unit=24,
        is_interruptible=True,
        growth_per_year=0.4,
        changes_per_quarter=1,
    ),
)
TEMPLATES: dict[str, WorkloadTemplate] = {template.id: template for template in _ALL}
"""The templates by id, in the order in which they are offered."""
