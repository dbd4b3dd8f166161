"""Domains at which anybody can have an address; mail from there says nothing of a company.

Source: the sign-up pages of the providers named, read 2026-11; extend it here when one is missing.
"""

from __future__ import annotations

_NAMES = """
gmail.com googlemail.com
outlook.com hotmail.com live.com msn.com passport.com outlook.co.uk outlook.de outlook.fr outlook.es outlook.it
hotmail.co.uk hotmail.de hotmail.fr hotmail.it hotmail.es live.co.uk live.de live.fr live.nl live.it live.ie
windowslive.com
yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca yahoo.com.au
yahoo.com.br yahoo.co.in yahoo.in yahoo.co.jp yahoo.ie
icloud.com me.com mac.com
aol.com aol.co.uk aim.com netscape.net netscape.com compuserve.com
proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io tuta.com tutamail.com tutanota.de keemail.me
fastmail.com fastmail.fm fastmail.co.uk fastmail.net fastmail.org fastmail.uk sent.com
hey.com zoho.com zohomail.com zohomail.eu hushmail.com mailfence.com
posteo.de posteo.net posteo.eu posteo.uk zoho.eu mailbox.org
outlook.ie runbox.com startmail.com disroot.org riseup.net
gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.co.uk gmx.fr gmx.es gmx.us web.de magenta.de
freenet.de t-online.de arcor.de 1und1.de mail.de
email.de online.de vodafone.de
mail.com email.com usa.com europe.com consultant.com post.com myself.com
mail.ru inbox.ru list.ru bk.ru yandex.ru yandex.com ya.ru
rambler.ru ukr.net i.ua seznam.cz centrum.cz email.cz wp.pl o2.pl onet.pl interia.pl poczta.fm
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr
libero.it virgilio.it tiscali.it alice.it tin.it tim.it
btinternet.com btopenworld.com talktalk.net talk21.com sky.com virginmedia.com virgin.net ntlworld.com
blueyonder.co.uk tiscali.co.uk plus.com plusnet.com o2.co.uk orange.net fsmail.net freeserve.co.uk supanet.com
lineone.net screaming.net worldonline.co.uk eircom.net
comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com
netzero.net optonline.net roadrunner.com rr.com frontier.com windstream.net centurylink.net embarqmail.com
excite.com lycos.com pacbell.net swbell.net ameritech.net prodigy.net worldnet.att.net
shaw.ca rogers.com sympatico.ca telus.net videotron.ca bell.net
bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au xtra.co.nz
ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl home.nl skynet.be telenet.be scarlet.be
bluewin.ch sunrise.ch hispeed.ch a1.net aon.at chello.at
telia.com hotmail.se spray.se online.no getmail.no
qq.com 163.com 126.com yeah.net sina.com sohu.com foxmail.com aliyun.com 139.com
naver.com hanmail.net daum.net nate.com rediffmail.com indiatimes.com
uol.com.br bol.com.br terra.com.br ig.com.br globo.com
walla.co.il netvision.net.il sapo.pt otenet.gr
"""

PUBLIC_PROVIDERS = frozenset(_NAMES.split())
