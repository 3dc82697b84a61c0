namespace OnnxRecs.Study.Pages;

/// <summary>How pages and the pictures on them look: one accent colour, system fonts, light or dark as the reader's machine is.</summary>
internal static class PageStyle
{
    public const string Text =
        """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1e24; --soft: #5b6270; --rule: #e3e6eb; --base: #9aa1ad; --accent: #2b5fc4; --pale: #b9c0cc; --less: #8a7f72; --panel: #f6f7f9; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #14161a; --ink: #e7e9ee; --soft: #a2a9b6; --rule: #2a2e36; --base: #646c7a; --accent: #7ea6f4; --pale: #59616f; --less: #8d8172; --panel: #1b1e24; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 800px; margin: 0 auto; padding: 48px 24px 96px; }
        h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 20px; overflow-wrap: anywhere; }
        h2 { font-size: 22px; line-height: 1.25; letter-spacing: -0.01em; margin: 52px 0 16px; padding-top: 20px; border-top: 1px solid var(--rule); }
        h3 { font-size: 15px; font-weight: 600; margin: 0 0 10px; }
        .kicker { margin: 0 0 4px; color: var(--soft); font-size: 14px; }
        .terms { margin: 0 0 8px; padding: 10px 14px; background: var(--panel); border-left: 3px solid var(--base); font-size: 14px; overflow-wrap: anywhere; }
        .absent, ul { color: var(--soft); font-size: 15px; }
        ul { padding-left: 20px; }
        figure { margin: 0 0 44px; }
        figcaption { color: var(--soft); font-size: 15px; margin-top: 8px; }
        .picture, .table { overflow-x: auto; }
        svg { display: block; width: 100%; min-width: 560px; height: auto; font-family: inherit; }
        table { border-collapse: collapse; font-size: 14px; margin: 0 0 24px; }
        caption { text-align: left; white-space: nowrap; font-weight: 600; padding: 12px 0 6px; }
        th, td { padding: 5px 20px 5px 0; text-align: left; border-bottom: 1px solid var(--rule); vertical-align: top; }
        thead th { color: var(--soft); font-weight: 500; }
        tbody th { font-weight: 500; }
        th.num, td.num { text-align: right; white-space: nowrap; }
        details { margin: 0 0 24px; }
        summary { cursor: pointer; color: var(--accent); font-size: 14px; }
        text { fill: var(--soft); font-size: 12px; }
        .axis-title { font-size: 12px; fill: var(--soft); }
        .value, .cell, .mark { fill: var(--ink); font-size: 11px; }
        .mark { font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .base { stroke: var(--base); stroke-width: 1; }
        .bar, .more { fill: var(--accent); }
        .bar2 { fill: var(--pale); }
        .less { fill: var(--less); }
        .line, .line2, .line3 { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
        .line2 { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; }
        .line3 { stroke: var(--base); stroke-width: 1.5; stroke-dasharray: 2 4; }
        .band { fill: var(--accent); fill-opacity: 0.14; }
        .dot { fill: var(--accent); stroke: var(--paper); stroke-width: 1.5; }
        @media print { details > * { display: block; } body { font-size: 13px; } h2 { margin-top: 32px; } figure { break-inside: avoid; } }
        """;
}
