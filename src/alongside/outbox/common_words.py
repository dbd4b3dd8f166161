"""Words that stand in everybody's letters although somebody is called so: months, places, trades, other names."""

from __future__ import annotations

_WORDS = """
a able about above accept account accounts across act action actually add address africa after again against age ago
agree agreement all almost alone along already also although always am amazon america among amount an and angel
annual another answer any anybody anyone anything anyway apart apple april are area arrange art as ash asia ask
asked at attached attachment august aurora austin autumn available avoid away back bad bailey baker bank banks
barber barn bath bay be beach bear because become bed been before began begin behind being belfast believe bell
below berlin berry best better between big bill bills birthday bishop bit black blue board boat body book booking
books boston both bottom bought box boy bread break breakfast bridge bright brighton bring bristol britain broke
brook brooks brown budget build building built bus bush business busy but butcher butler buy by cake calendar call
called calls cambridge came can candle cannot canva capital car card cardiff cards care carpenter carry carter case
cash cat catering cause central chain chair chance change chapel chapman charity charm check cheers chelsea cherry
chester child children china choice choose christian christmas church city clare clark class clay clean clear clerk
client clients close club coach coast coffee cold cole collect come coming common company complete condition confirm
congratulations contact contract cook cooke cool cooper copy corner cornwall cost could council count country county
couple course court cover craft create cross crown current customer cut daily daisy dallas dance date dates dawn day
days deal dean dear december decide decision deep delay deliver delivery depend design desk detail details devon did
different digital dinner direct do doctor document documents does dog done door down dr draft draw dream drew drive
drop dropbox dublin due during each early earth easily east easter easy eat edge edinburgh eight either electric
else email emails empty end energy england english enough enquiry enter entire essex europe european eve evening
event events ever every everybody everyone everything evidence exactly example excel excellent except expect
experience explain express extra eye face facebook fact fair faith fall family far farm farmer fast father favour
feather february feel feet felt few field file files fill final finally finance find fine finish fire firm first
fish fisher fit five flat fletcher floor flora florence flower flowers follow following food foot for force forest
forget form format forward foster found foundation four fox france free freedom french fresh friday friend friends
from front frost fruit full fun function future gale gall game garage garden gardener gave gem general gentle german
germany get gift girl give given glad glass gmail go goes going gold golden good goods google got grace grand grant
grass grateful gray great green grey ground group grow guard guess guest guide had hair half hall hand handle hands
happen happy harbour hard harmony hart has hat have hazel he head health hear heard heart heath heather heaven heavy
hello help henceforth her here hers hi hill hills him his history hmrc hold holiday holidays holly home honest hope
hopefully hot hotel hour hours house houston how however huge human hundred hunt hunter i ice idea if image
important in inbox include increase indeed india info information inn inside instagram instead interest into invoice
invoices ireland iris irish is issue it italian italy item items its itself ivy jack january japan jasmine jewel job
jobs join joiner joy july june just keen keep kent kept key kind king kings kitchen knew knight know known lake lamb
land lane language large last late later latest laurel law lawn lead leaf learn least leave leeds left legal less
lesson let letter letters level library life light like likely lily limited lincoln line link linkedin list listen
little live local london long look looking lord lose lost lot love low luck lunch made madrid mail main major make
man manage management manager manchester many march mark marked market marks marsh marshall mason master match
material matter may maybe me mean meant media meet meeting meetings melbourne member members menu message messages
met microsoft middle might mill miller mills mind mine minute minutes miss missing mistake moment monday money month
monthly months moon moor more morning moss most mother mount move moved mr mrs ms much music must mx my myself name
names nation national near nearly need needed needs network never new news next nice night nine no noble nobody noon
normal north not note notes nothing notice november now nowhere number numbers o oak ocean october of off offer
office officer often oil ok okay old olive on once one ones only onto open opening opinion option or orange orchard
order orders other others ought our ours out outlook outside over own oxford pack page paid paige palace paper
papers paragraph paris park parker parking part partner partners party pass past patience pay payment paypal peace
pearl penny people pepper perfect perhaps period person personal phone photo photos piano pick picture pictures
piece pike pink piper place places plan plane planned plans plant play please plenty plus point police pond pool
poor poppy port porter possible post potter pound power practice prefer present press pretty price prices print
private probably problem process produce product products prof professional profit programme project projects
promise proper property provide public pure purpose put quarter queen question questions quick quickly quiet quite
quote rain raise range rate rather ray reach read ready real really reason receipt receive received recent red reed
reference regards reid remember remind reminder repair repeat reply report request rest restaurant result return
review rich ride right ring rise river road robin rock rod role roll rome room rose rosemary round rowan royal ruby
rule run rush ruth sage said sail sale sales salt same sand sandy sat saturday savage save saw say says scarlet
school scotland scott sea season second secret section see seem seen sell send senior sent separate september serve
service services session set seven several shall share sharp she shed sheet shepherd ship shop short should show
shut side sign silver simple simply since sincerely singer single sir sister sit site six size skills skip sky slack
sleep slow small smart smith snow so social soft solution some somebody someone something sometimes son song soon
sorry sort sound source south space spain spare speak special spend spoke sport spot spring square staff stage stand
standard star stark start started state station stay stella step sterling still stock stone stop store story
straight stream street stripe strong studio study style subject such sudden sugar suggest suit summer summit sun
sunday sunny sunshine sure surprise sussex sweet swift sydney system table tailor take taken talk target task tasks
tax taylor tea teach teacher team teams tell temple ten term terms test text than thank thanks that the their them
then there therefore these they thing things think third thirty this thorn those though thought thousand three
through thursday ticket till time times to today together told tomorrow tonight too took top total touch toward
towards tower town track trade traffic trail train training travel treasure tree trial trip true trust truth try
tuesday turn turner twelve twenty two type under understand union unit united university unless until up update upon
us use used useful user usual usually valley value various vat venue version very victory video vienna view village
viola violet visit voice wait waiting wales walk walker wall want wanted ward warm warren was watch water waters way
we weather weaver webb website wednesday week weekend weekly weeks welcome well wells went were west what whatsapp
wheel when where whether which while white who whole whose why wide wife wild will willow win wind window wine
winner winter wish with within without wolf woman won wonder wood woods word words work worked worker working works
world worry worth would wright write writing written wrong year years yellow yes yesterday yet york you young your
yours yourself youth youtube zero zoom
"""

COMMON_WORDS = frozenset(_WORDS.split())
# What says of a company only what kind it is.
LEGAL_WORDS = frozenset(
    "ltd limited inc incorporated llc llp plc gmbh ag kg ohg ug bv nv sarl sas srl spa oy ab as aps co company"
    " companies corp corporation holding holdings sa pty cic".split()
)
