import { fileTable, rankFiles } from "./rank.ts";
const parts = (
  "composer message thread turn review landing worktree sandbox model provider settings window pane panel store draft " +
  "editor server ledger harbour view list table index parser reader writer queue lane card"
).split(" ");
let state = 7;
const part = () => { state = (state * 48_271) % 2_147_483_647; return parts[state % parts.length] ?? ""; };
const paths=Array.from({length:100000},(_,count)=>`packages/${part()}/src/${part()}/${part()}-${part()}${count}.${count % 5 === 0 ? "test.ts" : "ts"}`);
const t=fileTable(paths,[]);
const wanted = ["composer", "harbour/src/led", "cmpsrv42", "storeview", "README", "zebra crossing"];
for(let warm=0;warm<2;warm++) for(const w of wanted) for(let e=1;e<=w.length;e++) rankFiles(t,w.slice(0,e),30);
for(const w of wanted){ const out:string[]=[];
 for(let e=1;e<=w.length;e++){ const q=w.slice(0,e); const a:number[]=[]; for(let i=0;i<5;i++){const c=process.cpuUsage(); rankFiles(t,q,30); const d=process.cpuUsage(c); a.push((d.user+d.system)/1000);} out.push(`${q} ${a.sort((x,y)=>x-y)[2]!.toFixed(0)}`);} console.log(out.join("  ")); }
