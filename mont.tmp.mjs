import sharp from 'sharp';
const [,, out, w, ...files] = process.argv;
const ims = await Promise.all(files.map(async (f) => { const b = await sharp(f).resize({ width: +w }).toBuffer({ resolveWithObject: true }); return { input: b.data, h: b.info.height }; }));
let x=0; const H = Math.max(...ims.map(i=>i.h)); 
await sharp({ create: { width: (+w+10)*ims.length, height: H, channels: 3, background: '#f0f' } }).composite(ims.map((im,i)=>({ input: im.input, left: i*(+w+10), top: 0 }))).png().toFile(out);
console.log(H);
