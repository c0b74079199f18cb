/// The page's style sheet: one column of calm type; light and dark; phone, laptop and A4.
enum PageStyle {
    static let text = """
        :root{--bg:#fcfbf9;--panel:#fff;--ink:#1d2126;--muted:#565d66;--line:#e4dfd6;--good:#1c6f55;--bad:#ad3323;\
        --open:#6d675c;--goodfill:#2f8f6f;--warnfill:#d9a441;--badfill:#cf5b45;--openfill:#b3aa9b;--accent:#1f4f7a;--tint:#f3efe8;--shade:#0003}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#14171a;--panel:#1b1f23;--ink:#e9e6e0;--muted:#a8aeb5;\
        --line:#30363c;--good:#6fcfae;--bad:#f2968a;--open:#b5b0a6;--goodfill:#3f9d7d;--warnfill:#c08f35;--badfill:#d3654f;\
        --openfill:#7d786e;--accent:#8fc0ea;--tint:#20252a;--shade:#000c}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.6 Pretendard,"Apple SD Gothic Neo",\
        "Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",system-ui,-apple-system,"Segoe UI",sans-serif;\
        word-break:keep-all;overflow-wrap:break-word;font-variant-numeric:tabular-nums}
        .wrap{max-width:1080px;margin:0 auto;padding:0 24px 64px}
        a{color:var(--accent);text-underline-offset:2px}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
        .skip{position:absolute;left:-999px;top:0;background:var(--panel);padding:8px 16px;z-index:2}
        .skip:focus{left:8px;top:8px}
        [hidden]{display:none!important}
        header{padding:40px 0 8px}
        .brand{color:var(--muted);font-size:.9rem;margin:0 0 4px}
        h1{font-size:1.9rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 6px;font-weight:700}
        .meta{color:var(--muted);margin:0;font-size:.95rem}
        .meta span+span::before{content:"·";margin:0 .5em}
        h2{font-size:1.25rem;line-height:1.35;letter-spacing:-.005em;margin:56px 0 8px}
        h3{font-size:1rem;margin:24px 0 6px}h4{font-size:.95rem;margin:18px 0 4px}
        p{margin:0 0 12px;max-width:70ch}
        .note{color:var(--muted);font-size:.9rem}
        .hero{display:grid;grid-template-columns:minmax(260px,5fr) 7fr;gap:16px;margin-top:24px}
        .rate,.tile{background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:20px 22px}
        .rate .label,.tile .label{color:var(--muted);font-size:.9rem;margin:0}
        .rate .big{font-size:4rem;line-height:1.1;font-weight:700;letter-spacing:-.03em;margin:4px 0 6px}
        .rate ul{list-style:none;margin:10px 0 0;padding:0;font-size:.95rem}
        .tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:16px}
        .tile .value{font-size:1.65rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:4px 0 0}
        .tile .sub{color:var(--muted);font-size:.85rem;margin:2px 0 0}
        .hero+.nc{margin-top:14px}
        .up,.c{color:var(--good)}.down,.nc{color:var(--bad)}.na{color:var(--open)}
        .sums{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:baseline;margin:0 0 8px;padding:0;list-style:none}
        .sums b{font-weight:650;font-size:1.1rem}
        .sums li{white-space:nowrap}.sums .op{color:var(--muted)}
        .filter{display:flex;flex-wrap:wrap;gap:12px 16px;align-items:end;background:var(--tint);border-radius:12px;\
        padding:16px 18px;margin:40px 0 0}
        .filter h2{margin:0;flex:0 0 100%;font-size:1rem}
        .filter p{margin:0;flex:0 0 100%}
        .filter label{display:flex;flex-direction:column;font-size:.85rem;color:var(--muted);gap:3px;flex:1 1 180px;\
        min-width:0}
        select,input,button{font:inherit;color:var(--ink);background:var(--panel);border:1px solid #857f74;\
        border-radius:8px;padding:8px 10px;min-height:42px;max-width:100%}
        button{cursor:pointer;padding:8px 16px}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(236px,1fr));gap:16px;padding:0;margin:16px 0;\
        list-style:none}
        .card{min-width:0;overflow-wrap:anywhere;background:var(--panel);border:1px solid var(--line);border-radius:12px;overflow:hidden;\
        display:flex;flex-direction:column}
        .pic{position:relative;aspect-ratio:4/3;background:var(--tint);display:flex;align-items:center;justify-content:center;\
        color:var(--muted);font-size:.9rem}
        .pic.empty{aspect-ratio:auto;min-height:56px}
        .pic a,.pic img{position:absolute;inset:0}.pic a:focus-visible{outline-offset:-3px}
        .pic img{width:100%;height:100%;object-fit:contain}
        .card div.body{padding:12px 16px 14px}
        .card h3{margin:0;line-height:1.35}
        .card p{margin:4px 0 0;font-size:.9rem}
        .cases{list-style:none;padding:0;margin:16px 0}
        .case{background:var(--panel);border:1px solid var(--line);border-radius:12px;padding:14px 16px;margin:0 0 16px;\
        overflow-wrap:anywhere}
        .case h3{margin:0 0 4px}.case p{margin:0 0 10px}.case ul{margin:10px 0 0;padding-left:1.2em;font-size:.9rem}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:12px}
        .pair figure{margin:0;min-width:0;max-width:420px}.pair figcaption{font-size:.85rem;color:var(--muted);margin-top:4px}
        .contact{margin:4px 0 0;font-size:.9rem}.contact span+span::before{content:"·";margin:0 .5em}
        [href^="tel:"]{white-space:nowrap}
        .moves{margin:8px 0 0;padding-left:1.2em}.moves li{margin:4px 0}
        .tags{list-style:none;padding:0;margin:6px 0 0;display:flex;flex-wrap:wrap;gap:4px 6px}
        .tags li{font-size:.82rem;border:1px solid currentColor;border-radius:999px;padding:1px 9px;color:var(--bad)}
        .scroll{overflow-x:auto;margin:8px 0 16px;background:\
        linear-gradient(to right,var(--bg) 30%,transparent) left/36px 100%,\
        linear-gradient(to left,var(--bg) 30%,transparent) right/36px 100%,\
        linear-gradient(to right,var(--shade),transparent) left/14px 100%,\
        linear-gradient(to left,var(--shade),transparent) right/14px 100%;\
        background-repeat:no-repeat;background-attachment:local,local,scroll,scroll}
        table{border-collapse:collapse;width:100%;font-size:.92rem}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .scroll{position:relative}
        th,td{text-align:left;padding:8px 14px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}
        thead th{font-weight:600;border-bottom:1.5px solid var(--muted);vertical-align:bottom}
        tbody th{font-weight:500}
        .n{text-align:right}td.n,.day{white-space:nowrap}th:last-child,td:last-child{padding-right:0}
        th button{border:0;background:none;padding:6px 0;min-height:0;font-weight:600;color:inherit}
        th button::after{content:"↕";color:var(--muted);margin-left:.35em;font-weight:400}
        th[aria-sort=ascending] button::after{content:"↑";color:var(--ink)}
        th[aria-sort=descending] button::after{content:"↓";color:var(--ink)}
        tfoot th,tfoot td{font-weight:650}
        svg{display:block;width:100%;height:auto}
        .chart svg{min-width:560px;max-width:880px}\
        .middle{scroll-snap-type:x mandatory}.middle svg{scroll-snap-align:center}\
        .newest svg{direction:ltr}.cue{display:none}
        svg text{font-size:12px;fill:var(--muted)}svg text.v{fill:var(--ink);font-weight:600}
        .grid{stroke:var(--line)}.axis{stroke:var(--muted)}.fc{fill:var(--goodfill)}.fn{fill:var(--badfill)}\
        .fo{fill:var(--openfill)}.fw{fill:var(--warnfill)}.ln{fill:none;stroke:var(--accent);stroke-width:2}.dot{fill:var(--accent)}
        .goal{stroke:var(--ink);stroke-dasharray:2 4}.cab{fill:var(--tint);stroke:var(--muted)}
        .pack{fill:var(--line)}.mid{stroke:var(--accent);stroke-width:1.5;stroke-dasharray:6 4}
        .lim{stroke:var(--bad);stroke-dasharray:3 4}.ad{fill:var(--accent)}svg text.on{fill:var(--bg)}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.88rem;color:var(--muted);list-style:none;padding:0;\
        margin:6px 0}
        .legend svg{display:inline-block;width:12px;height:12px;min-width:0;margin-right:6px;vertical-align:-1px}
        details{margin:4px 0 16px}summary{cursor:pointer;color:var(--accent);font-size:.92rem}
        code,.path{font:.85em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Noto Sans Mono CJK KR",monospace}
        .path{word-break:break-all}
        dl{display:grid;grid-template-columns:minmax(120px,max-content) 1fr;gap:10px 24px;margin:12px 0}
        dt{font-weight:600}dd{margin:0;max-width:72ch}
        footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--line);color:var(--muted);font-size:.88rem}
        .paper{display:none}
        @media (max-width:760px){.wrap{padding:0 16px 48px}.hero{grid-template-columns:1fr}\
        .tiles{grid-template-columns:1fr 1fr;gap:10px}.tile{padding:14px 16px}.cue{display:block}.newest{direction:rtl}\
        h1{font-size:1.55rem}header{padding-top:24px}h2{margin-top:44px}dl{grid-template-columns:1fr;gap:2px}\
        dd{margin-bottom:10px}.rate .big{font-size:3.4rem}}
        @page{size:A4;margin:14mm 13mm}
        @media print{body{font-size:9.5pt;background:#fff}.wrap{max-width:none;padding:0}p{max-width:100ch}\
        .skip,.filter,.screen,details:not([open]),th button::after{display:none}header{padding-top:0}\
        h2{margin-top:16pt;break-after:avoid}h3,h4{break-after:avoid}h3+.note,section>p:not(:last-child){break-after:avoid}\
        .card,.case,tr,.tile,.rate,svg,p,.end,.figure{break-inside:avoid}thead{display:table-header-group;break-after:avoid}\
        tbody tr:nth-child(-n+3),tbody tr:last-child,.legend+.note{break-before:avoid}\
        .hero{grid-template-columns:4fr 8fr;gap:8pt}.tiles{grid-template-columns:repeat(3,1fr);gap:8pt}\
        .rate,.tile{padding:9pt 11pt}.rate .big{font-size:34pt}.tile .value{font-size:15pt}\
        .pair{grid-template-columns:repeat(4,1fr);gap:7pt}.pair figcaption{font-size:7.5pt}.case{padding:7pt;margin:0 0 7pt}\
        .cards{grid-template-columns:repeat(4,1fr);gap:7pt}.card p{font-size:7.5pt;margin-top:2pt}.card .note{font-size:7.5pt}.card h3{font-size:9pt}\
        .card div.body{padding:5pt 7pt 6pt}.tags{margin-top:3pt}.tags li{font-size:7.5pt;padding:0 6pt}.chart svg{min-width:0;max-height:50mm}.middle svg{max-height:46mm}\
        .scroll{overflow:visible;background:none}.newest{direction:ltr}.cue{display:none}th button{display:contents}\
        .long tbody tr:nth-child(n+\(Page.paperRows + 1)){display:none}.paper{display:block}.paper table{font-size:8.5pt}\
        .paper td,.paper th{padding-top:2pt;padding-bottom:2pt}#stores table{font-size:8pt}.places{font-size:7pt}.places th,.places td{padding-right:5pt}tbody th{min-width:28mm}\
        dl{display:block;columns:2;column-gap:14pt;font-size:8pt;line-height:1.4}dt{break-after:avoid}\
        dd{margin:0 0 4pt;max-width:none}footer{margin-top:12pt;font-size:8pt}footer p,footer ul{margin:0 0 3pt}\
        h1{font-size:17pt}a{color:inherit;text-decoration:none}th,td{padding:3pt 8pt 3pt 0}\
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """
}
