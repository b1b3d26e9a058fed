"""The request for proposal as it is shipped, section by section."""

from __future__ import annotations

from data.packs.layout import Bullets, Column, Element, Grid, Heading, Line

QUANTITY = (
    "{{ lot.nodes|things('node') }} {{ lot.node }}, {{ lot.accelerators|things('accelerator') }}"
    "{% if lot.kind == 'rented' %} at most at once{% endif %}"
    "{% if lot.accelerator_hours is not none %}, {{ lot.accelerator_hours|things('accelerator-hour') }} in all"
    "{% endif %}"
)
WAY = (
    "{{ lot.kind|words }}: {{ lot.mode|words }}"
    "{% if lot.term_months is not none %}, {{ lot.term_months|things('month') }}{% endif %}"
    "{% if lot.days is not none %}, block of {{ lot.days|things('day') }}{% endif %}"
    "{% if lot.band is not none %}, {{ lot.band }}{% endif %}"
)
BOX = (
    "{{ node.accelerator }}{% if node.memory_gb is not none %}, {{ node.memory_gb|number }} GB each{% endif %}"
    "{% for part in node.contents %}; {{ part.part }}: {{ part.content }}{% endfor %}"
    "{% if not node.contents %}; the vendor states CPU, memory, network, storage and rack{% endif %}"
)
RANGE = (
    "{% for each in work.yearly %}{% if not loop.first %}\n{% endif %}{{ each.month }}: "
    "{% if each.low != each.high %}{{ each.low|number }} to {% endif %}{{ each.high|number }} {{ work.unit }}"
    "{% endfor %}"
)
KIND = (
    "{{ work.kind }}, {{ work.traffic }}{% if work.peak != 1 %}; peaks {{ work.peak|number }} times the mean{% endif %}"
)
SERVICE = "{{ work.targets|join(' ') }}{% if not work.targets %}Throughput alone counts.{% endif %}"
REQUESTS = "{{ work.requests|join(' ') }}{% if work.requests %} {% endif %}{{ work.rules|join(' ') }}"
COVER: tuple[Element, ...] = (
    Heading("Request for proposal: AI compute capacity", 0),
    Line("Buyer: {{ buyer }}", "buyer"),
    Line("To: {{ vendor }}", "vendor"),
    Line("Reference: {{ stamp.run }}"),
    Line("Issued: {{ issued }}", "issued"),
    Line("Covers {{ start }} to {{ end }}; as of {{ stamp.as_of }}."),
    Line("Questions and responses to: {{ contact }}", "contact"),
)
WORK: tuple[Element, ...] = (
    Heading("1. Purpose"),
    Line("{{ purpose }}"),
    Heading("2. Workloads"),
    Line(
        "Demand is the mean of the month, from the case of least to that of most demand; peaks are the highest "
        "sustained load as a multiple of that mean. Traffic says how load comes."
    ),
    Grid(
        "works",
        "work",
        (
            Column("No.", "{{ work.id }}", 0.07),
            Column("Work", KIND, 0.21),
            Column("Demand by month", RANGE, 0.26),
            Column("Service level", SERVICE, 0.21),
            Column("Requests and data", REQUESTS, 0.25),
        ),
    ),
)
QUANTITIES: tuple[Element, ...] = (
    Heading("3. Quantities"),
    Line("By band of demand and kind of lot.", "lots"),
    Grid(
        "bands",
        "each",
        (
            Column("Band", "{% if each.band is not none %}{{ each.band }}{% else %}all{% endif %}", 0.14),
            Column("Kind", "{{ each.kind|words }}", 0.16),
            Column("Lots", "{{ each.lots|things('lot') }}", 0.12),
            Column("Nodes", "{{ each.nodes|things('node') }}", 0.16),
            Column("Accelerators", "{{ each.accelerators|things('accelerator') }}", 0.22),
            Column("In service from", "{{ each.first }} to {{ each.last }}", 0.2),
        ),
    ),
    Heading("Kinds of nodes: bill of materials", 2, "lots"),
    Grid(
        "nodes",
        "node",
        (
            Column("Kind", "{{ node.id }}", 0.09),
            Column("Holds", "{{ node.accelerators|things('accelerator') }}: " + BOX, 0.46),
            Column("Quantity", "{{ node.nodes|things('node') }}", 0.16),
            Column("In lots", "{{ node.lots }}", 0.29),
        ),
    ),
    Heading("Lots", 2, "lots"),
    Grid(
        "lots",
        "lot",
        (
            Column("Lot", "{{ lot.id }}", 0.09),
            Column("Quantity", QUANTITY, 0.33),
            Column("Way", WAY, 0.28),
            Column("Place", "{{ lot.site }} ({{ lot.jurisdiction }})", 0.3),
        ),
    ),
    Line("Managed inference, paid by the token:", "tokens"),
    Grid(
        "tokens",
        "each",
        (
            Column("No.", "{{ each.id }}", 0.09),
            Column("Input in all", "{{ each.input_tokens|number }} tokens", 0.25),
            Column("Output in all", "{{ each.output_tokens|number }} tokens", 0.25),
            Column("Most at once", "{{ each.tokens_per_minute|number }} tokens/min", 0.21),
            Column("From", "{{ each.first }} ({{ each.jurisdiction }})", 0.2),
        ),
    ),
    Heading("4. Delivery and availability"),
    Line("Months are those of the plan; a response may offer earlier ones. Late delivery is stated lot by lot."),
    Grid(
        "lots",
        "lot",
        (
            Column("Lot", "{{ lot.id }}", 0.1),
            Column(
                "Order by", "{% if lot.order_by is not none %}{{ lot.order_by }}{% else %}when needed{% endif %}", 0.2
            ),
            Column(
                "Lead time at most",
                "{% if lot.lead_months is not none %}{{ lot.lead_months|things('month') }}{% else %}at call{% endif %}",
                0.22,
            ),
            Column("In service from", "{{ lot.in_service }}", 0.2),
            Column(
                "Until",
                "{% if lot.service_until is not none %}{{ lot.service_until }}"
                "{% elif lot.kind == 'rented' %}as long as needed{% elif lot.term_months is not none %}end of the term"
                "{% else %}no end is planned{% endif %}",
                0.28,
            ),
        ),
    ),
)
DEMANDS: tuple[Element, ...] = (
    Heading("5. Required measurements"),
    Line(
        "Vendors measure with the buyer's prompts and frameworks on the hardware and software offered, and state both. "
        "Results without measurement are marked as estimates."
    ),
    Grid(
        "measurements",
        "each",
        (
            Column("No.", "{{ each.id }}", 0.08),
            Column("What", "{{ each.what }}", 0.2),
            Column("How", "{{ each.how }}", 0.38),
            Column("Unit", "{{ each.unit }}", 0.16),
            Column("For", "{{ each.works }}", 0.18),
        ),
    ),
    Heading("6. Acceptance"),
    Bullets("acceptance"),
    Heading("7. Terms to negotiate"),
    Bullets("terms"),
    Heading("8. Security and compliance"),
    Bullets("security"),
    Line("Certifications and properties to prove: {{ certifications|join(', ') }}.", "certifications"),
)
RESPONSES: tuple[Element, ...] = (
    Heading("9. Response: lots"),
    Line("To be filled in by the vendor; a line for every lot that is offered."),
    Grid(
        "lots",
        "lot",
        (
            Column("Lot", "{{ lot.id }}", 0.09),
            Column("Product offered", "", 0.23),
            Column("Price [USD per node]", "", 0.16),
            Column("Monthly or hourly [USD per node]", "", 0.18),
            Column("Lead time [months]", "", 0.13),
            Column("Price holds until [date]", "", 0.21),
        ),
    ),
    Line("Managed inference:", "tokens"),
    Grid(
        "tokens",
        "each",
        (
            Column("No.", "{{ each.id }}", 0.09),
            Column("Model and endpoint offered", "", 0.31),
            Column("Input [USD per million tokens]", "", 0.2),
            Column("Output [USD per million tokens]", "", 0.2),
            Column("Quota [tokens/min]", "", 0.2),
        ),
    ),
    Heading("10. Response: measurements"),
    Line("To be filled in by the vendor; results with the unit of the table, and where they can be repeated."),
    Grid(
        "measurements",
        "each",
        (
            Column("No.", "{{ each.id }}", 0.09),
            Column("What", "{{ each.what }} [{{ each.unit }}]", 0.32),
            Column("Result", "", 0.22),
            Column("Hardware, software, conditions", "", 0.37),
        ),
    ),
)
CHOICE: tuple[Element, ...] = (
    Heading("11. Scoring"),
    Line("Each response gets 0 to 5 points on every criterion; the total is their mean, weighed as follows."),
    Grid(
        "scoring",
        "each",
        (Column("Criterion", "{{ each.criterion }}", 0.7), Column("Weight", "{{ each.percent|number }} %", 0.3)),
    ),
    Heading("12. Timetable"),
    Grid("timetable", "each", (Column("What", "{{ each.what }}", 0.7), Column("Day", "{{ each.day }}", 0.3))),
    Line("Days are set with the invitation{% if contact %} by {{ contact }}{% endif %}.", "is_undated"),
    Line("{{ budget_cycle }}", "budget_cycle"),
    Heading("13. Assumptions and change log"),
    Bullets("assumptions"),
    Line("Changes against earlier versions:", "change_log"),
    Bullets("change_log"),
    Line(
        "Made from run {{ stamp.run }}, {{ stamp.approval }}. "
        "{% if stamp.input_hash %}Input: SHA-256 {{ stamp.input_hash }}. {% endif %}The plan is "
        "within {{ gap_percent|number }} % of the best one; independent audit: {{ stamp.audit }}."
    ),
)
RFP: tuple[Element, ...] = (*COVER, *WORK, *QUANTITIES, *DEMANDS, *RESPONSES, *CHOICE)
