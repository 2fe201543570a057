namespace Microsoft.ML.ConvNet.Reports;

/// <summary>How a report looks, and the one thing in it that moves. None of the texts may contain what is escaped in XML: browsers take it as it stands.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public const string Sheet =
        """

        :root { color-scheme: light; }
        body { margin: 0; background: #ffffff; color: #222222; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif; }
        main { max-width: 1192px; margin: 0 auto; padding: 24px 24px 64px; }
        h1 { font-size: 26px; margin: 8px 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; margin: 44px 0 6px; padding-top: 12px; border-top: 1px solid #e3e3e3; }
        h3 { font-size: 15px; margin: 20px 0 6px; }
        p { max-width: 860px; margin: 6px 0 12px; }
        p.note, .legend, footer { color: #595959; font-size: 14px; }
        svg { max-width: 100%; height: auto; }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0; }
        .tile { flex: 1 1 180px; border: 1px solid #e3e3e3; border-radius: 8px; padding: 12px 16px; min-width: 0; }
        .tile .label { color: #595959; font-size: 13px; }
        .tile .value { font-size: 24px; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
        .tile .more { color: #595959; font-size: 13px; overflow-wrap: anywhere; }
        .tile.main { border-color: #0072b2; background: #f2f8fc; }
        .warning { border-left: 4px solid #d55e00; background: #fdf4ee; padding: 10px 16px; }
        .scroll { overflow-x: auto; }
        .scroll.tall { max-height: 780px; overflow-y: auto; border-bottom: 1px solid #bdbdbd; }
        .scroll.tall thead th { position: sticky; top: 0; background: #ffffff; box-shadow: 0 2px 0 #bdbdbd; border-bottom: 0; z-index: 1; }
        table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
        th, td { padding: 5px 7px; text-align: left; vertical-align: middle; border-bottom: 1px solid #ececec; }
        thead th { border-bottom: 2px solid #bdbdbd; vertical-align: bottom; font-weight: 600; }
        td.number { text-align: right; white-space: nowrap; }
        td.name span, td.option span { display: block; max-width: 200px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        td.state { white-space: nowrap; }
        td.reason span { display: block; min-width: 280px; max-width: 480px; overflow-wrap: anywhere; white-space: pre-wrap; }
        td.reason, .failures td { vertical-align: top; }
        td.metric { white-space: nowrap; }
        td.metric .bar { display: block; width: 64px; height: 5px; margin-top: 2px; background: #ececec; border-radius: 2px; overflow: hidden; }
        td.metric .bar span { display: block; height: 100%; background: #0072b2; }
        tr.best td { background: #f2f8fc; font-weight: 600; }
        table.sortable.ready thead th { cursor: pointer; }
        table.sortable th[aria-sort=ascending]::after { content: " \25B2"; font-size: 10px; }
        table.sortable th[aria-sort=descending]::after { content: " \25BC"; font-size: 10px; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0; padding: 0; color: #222222; }
        .legend .line { display: inline-block; width: 24px; height: 3px; margin-right: 7px; vertical-align: middle; }
        .charts { display: flex; flex-wrap: wrap; gap: 12px 16px; margin-top: 12px; }
        .importance td.share { min-width: 300px; }
        .importance .bar { display: inline-block; width: 220px; height: 12px; margin-right: 10px; background: #ececec; border-radius: 2px; overflow: hidden; vertical-align: middle; }
        .importance .bar span { display: block; height: 100%; background: #0072b2; }
        .importance .unclear .bar span { background: #9fb8c8; }
        .importance .unclear { color: #595959; }
        .confusion { border-collapse: separate; border-spacing: 2px; }
        .confusion td { white-space: nowrap; text-align: right; border: 0; min-width: 30px; padding: 5px 7px; }
        .confusion th { border: 0; font-weight: 500; }
        .confusion thead th { vertical-align: bottom; }
        .confusion .across { text-align: center; }
        .confusion .across span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: 150px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .confusion .down span { display: block; max-width: 240px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; margin-left: auto; }
        .confusion .down { text-align: right; }
        .confusion .corner, .confusion .precision { color: #595959; font-weight: 400; }
        .confusion .none { color: #bdbdbd; }
        .columns { display: flex; flex-wrap: wrap; gap: 0 48px; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 14px; }
        figure { margin: 0; border: 1px solid #e3e3e3; border-radius: 8px; overflow: hidden; }
        .picture { height: 150px; background: #f4f4f4; display: flex; align-items: center; justify-content: center; }
        .picture img { width: 100%; height: 100%; object-fit: contain; }
        .picture img.small { image-rendering: pixelated; }
        .picture .missing { color: #8c8c8c; font-size: 13px; }
        figcaption { padding: 8px 10px; font-size: 13px; }
        figcaption .wrong, figcaption .right { display: flex; justify-content: space-between; gap: 8px; line-height: 1.35; margin-bottom: 2px; }
        figcaption .name { overflow: hidden; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; }
        figcaption .wrong .name { color: #a84300; font-weight: 600; }
        figcaption .wrong .name::before { content: "\2717  "; }
        figcaption .right .name { color: #00583f; }
        figcaption .right .name::before { content: "\2713  "; }
        figcaption .probability { white-space: nowrap; color: #595959; }
        figcaption .file { color: #595959; font-size: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        dl.options { display: flex; flex-wrap: wrap; gap: 6px 10px; margin: 8px 0 16px; }
        dl.options div { border: 1px solid #e3e3e3; border-radius: 14px; padding: 2px 12px; font-size: 13px; }
        dl.options dt, dl.options dd { display: inline; margin: 0; }
        dl.options dt { color: #595959; }
        dl.options dd { font-weight: 600; margin-left: 6px; }
        footer { margin-top: 48px; border-top: 1px solid #e3e3e3; padding-top: 10px; }
        @media print { main { max-width: none; } .scroll.tall { max-height: none; } h2 { break-after: avoid; } figure, svg { break-inside: avoid; } }

        """;

    /// <summary>Sorts a table by the column whose head is clicked; without it the tables are as they are.</summary>
    public const string Script =
        """

        document.querySelectorAll("table.sortable").forEach(function (table) {
          table.classList.add("ready");
          table.querySelectorAll("thead th").forEach(function (head) {
            head.tabIndex = 0;
            head.addEventListener("keydown", function (event) { if (event.key === "Enter") head.click(); });
            head.addEventListener("click", function () {
              var isRising = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
              Array.from(head.parentNode.cells).forEach(function (cell) { cell.removeAttribute("aria-sort"); });
              head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
              function value(row) { return row.cells[head.cellIndex].dataset.value; }
              Array.from(body.rows).sort(function (one, other) {
                var difference = Number(value(one)) - Number(value(other));
                if (isNaN(difference)) difference = value(one).localeCompare(value(other));
                return isRising ? difference : -difference;
              }).forEach(function (row) { body.appendChild(row); });
            });
          });
        });

        """;
}
