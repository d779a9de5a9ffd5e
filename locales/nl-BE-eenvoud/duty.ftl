### Nummers om te bellen als er niemand is.

emergency-112 = Ziekenwagen, brandweer of politie: het is heel dringend
emergency-1712 = Iemand doet je pijn of maakt je bang
emergency-106 = Praten met iemand, dag en nacht
