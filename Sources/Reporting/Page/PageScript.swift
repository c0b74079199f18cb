/// The page's script: filters and sorting. It sends nothing and loads nothing; without it all can still be read.
enum PageScript {
    static let text = #"""
        (function(){
        "use strict";
        var form=document.getElementById("filter"),rows=[].slice.call(document.querySelectorAll("[data-t]"));
        if(form){
        form.hidden=false;
        var region=form.elements.region,finding=form.elements.finding,store=form.elements.store,
        out=document.getElementById("shown");
        var apply=function(){
        var words=store.value.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean),seen=0;
        rows.forEach(function(row){
        var d=row.dataset,codes=(d.f||"").split(" "),text=d.t.normalize("NFC").toLowerCase();
        var fits=(!region.value||d.r===region.value)&&(!finding.value||codes.indexOf(finding.value)>=0)
        &&words.every(function(w){return text.indexOf(w)>=0;});
        row.hidden=!fits;if(fits)seen++;});
        out.textContent=out.dataset.text.replace("{0}",rows.length).replace("{1}",seen);};
        form.addEventListener("input",apply);
        form.addEventListener("change",apply);
        form.addEventListener("submit",function(e){e.preventDefault();});
        form.addEventListener("reset",function(){setTimeout(apply,0);});
        apply();}
        [].forEach.call(document.querySelectorAll("table.sortable"),function(table){
        var heads=[].slice.call(table.tHead.rows[0].cells),body=table.tBodies[0];
        heads.forEach(function(head,column){
        var button=document.createElement("button");button.type="button";
        while(head.firstChild)button.appendChild(head.firstChild);
        head.appendChild(button);head.setAttribute("aria-sort","none");
        button.addEventListener("click",function(){
        var number=head.classList.contains("n"),was=head.getAttribute("aria-sort");
        var way=was==="none"?(number?"descending":"ascending"):was==="ascending"?"descending":"ascending";
        heads.forEach(function(h){h.setAttribute("aria-sort","none");});
        head.setAttribute("aria-sort",way);
        var sign=way==="ascending"?1:-1;
        var list=[].map.call(body.rows,function(row,place){var cell=row.cells[column],v=cell.dataset.v;
        if(v===undefined)v=cell.textContent;
        return {row:row,place:place,key:number?(v===""||isNaN(+v)?null:+v):v};});
        list.sort(function(a,b){
        if(a.key===null||b.key===null)return (a.key===null)-(b.key===null)||a.place-b.place;
        var d=number?a.key-b.key:a.key.localeCompare(b.key,document.documentElement.lang,{numeric:true});
        return sign*d||a.place-b.place;});
        var all=document.createDocumentFragment();
        list.forEach(function(item){all.appendChild(item.row);});
        body.appendChild(all);});});});
        })();
        """#
}
