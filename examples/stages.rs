use morgue::{analysis::*, backend::{*, tantivy::*}, read::*, extract::*, stages};
use std::time::{Duration,Instant};
fn main(){
  let path=std::env::args().nth(1).unwrap(); let out=std::env::args().nth(2).unwrap();
  let bytes=std::fs::read(&path).unwrap(); let n=bytes.len();
  let o=ExtractOptions::new(jiff::Zoned::now());
  let t=Instant::now();
  let recs:Vec<RawRecord>=bytes.split(|b|*b==b'\n').filter(|l|!l.is_empty()).enumerate().map(|(i,l)|RawRecord{path:path.clone(),record:Some(i as u64+1),format:Format::Json,bytes:l.to_vec(),byte_start:0,line:i as u64+1}).collect();
  println!("split {:?}",t.elapsed());
  let t=Instant::now(); let mut arts=vec![]; for r in &recs { match extract(r,&o){Ok(e)=>arts.push(e.article),Err(e)=>println!("{e}")} } println!("extract {:?} {}",t.elapsed(),arts.len());
  for (i,a) in arts.iter_mut().enumerate(){ if a.id.is_empty(){a.id=format!("x{i}");} }
  let t=Instant::now(); let mut c=0; for a in &arts { c+=morgue::passage::sentences(&a.text,&a.paragraphs).len(); } println!("sentences {:?} {c}",t.elapsed());
  let t=Instant::now(); let mut q=0; for a in &mut arts { let s=morgue::passage::sentences(&a.text,&a.paragraphs); a.quotations=morgue::quotation::quotations(&morgue::quotation::QuotationInput{text:&a.text,paragraphs:&a.paragraphs,sentences:&s,title:a.title.as_deref(),lang:a.lang.as_deref(),byline:&a.byline}); q+=a.quotations.len(); } println!("quotes {:?} {q}",t.elapsed());
  let t=Instant::now(); let an:Vec<Analyzed>=arts.into_iter().map(stages::as_it_is).collect(); println!("analyze {:?} words {}",t.elapsed(), an.iter().map(|a|a.words.len()).sum::<u32>());
  let t=Instant::now(); let _=std::fs::remove_dir_all(&out); std::fs::create_dir_all(&out).unwrap();
  let mut w=Writer::open(std::path::Path::new(&out),300_000_000).unwrap(); let mut d=Duration::ZERO; for a in an {let t=Instant::now(); w.add(a).unwrap(); d+=t.elapsed();} w.commit("").unwrap(); w.finish().unwrap(); println!("write {:?} (add {:?})  {} MB",t.elapsed(),d,n/1_000_000);
}
