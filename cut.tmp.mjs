import sharp from 'sharp';
const [,, file, out, step='2400', scale='0.6'] = process.argv;
const { width, height } = await sharp(file).metadata();
console.log(width, height);
let i=0; for (let y=0;y<height;y+=+step) await sharp(file).extract({left:0,top:y,width,height:Math.min(+step,height-y)}).resize({width:Math.round(width*+scale)}).toFile(`${out}-${i++}.png`);
